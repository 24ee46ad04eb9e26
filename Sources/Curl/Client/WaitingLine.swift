/// A queue for each host: a limited number of elements is under way at a time, and the others wait in the order of
/// arrival.
///
/// It replaces libcurl's `CURLMOPT_MAX_HOST_CONNECTIONS`: with version 7.88, a transfer that waits for a connection may
/// sleep on although one is free, and meanwhile its limit on the whole time has no effect
/// (https://github.com/curl/curl/issues/6744, https://github.com/curl/curl/pull/13276).
struct WaitingLine<Element> {
    private let limit: Int
    private var underWay: [String: Int] = [:]
    private var waiting: [String: [Element]] = [:]

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// Adds an element. Returns true if it may go now, in which case ``ended(host:)`` must be called at its end; false
    /// if it waits.
    mutating func enter(_ element: Element, host: String) -> Bool {
        guard underWay[host, default: 0] >= limit else {
            underWay[host, default: 0] += 1
            return true
        }
        waiting[host, default: []].append(element)
        return false
    }

    /// Records the end of an element of that host. Returns the next, which may go in its place.
    mutating func ended(host: String) -> Element? {
        if waiting[host]?.isEmpty == false { return waiting[host]?.removeFirst() }
        waiting[host] = nil
        let left = underWay[host, default: 1] - 1
        underWay[host] = left > 0 ? left : nil
        return nil
    }

    /// Removes the waiting elements that match, and returns them.
    mutating func remove(where isOver: (Element) -> Bool) -> [Element] {
        var removed: [Element] = []
        for (host, line) in waiting {
            removed += line.filter(isOver)
            waiting[host] = line.filter { !isOver($0) }
        }
        return removed
    }

    /// All waiting elements, those of one host in their order.
    var all: [Element] { waiting.values.flatMap { $0 } }
}
