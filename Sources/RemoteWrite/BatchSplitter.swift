/// Splits one batch around samples that the receiver refuses: given the result of one part, it returns the next part to
/// send.
///
/// A refused part is halved until the refused samples are alone; they are counted and skipped. Pure: it neither sends
/// nor waits.
struct BatchSplitter {
    /// Waiting parts; the last is sent next.
    private var waiting: [[WriteSample]]
    private(set) var current: [WriteSample] = []
    /// Samples of this time and older are known to be too old, and are no longer sent.
    private(set) var floor: Int64
    private(set) var accepted = 0
    private(set) var refused: RefusedSamples = [:]

    /// - Parameters:
    ///   - samples: of each series together, in order of time.
    ///   - floor: the floor that an earlier batch has found.
    init(_ samples: [WriteSample], floor: Int64 = .min) {
        waiting = [samples]
        self.floor = floor
    }

    /// Returns the part to send, which becomes ``current``; nil once each sample has a result.
    ///
    /// - Parameter limit: the most samples of the part.
    mutating func next(atMost limit: Int = .max) -> [WriteSample]? {
        while let part = waiting.popLast() {
            current = part.contains { $0.time <= floor } ? part.filter { $0.time > floor } : part
            if current.count < part.count { refused.add(part.filter { $0.time <= floor }, for: .tooOld) }
            guard !current.isEmpty else { continue }
            if current.count > limit {
                waiting.append(Array(current[limit...]))
                current.removeLast(current.count - limit)
            }
            return current
        }
        current = []
        return nil
    }

    /// True if the request carries a single sample, so that a refusal concerns that sample.
    var isAlone: Bool { current.count == 1 }

    /// Records that the receiver has accepted the part.
    mutating func accept() {
        accepted += current.count
    }

    /// Records that the receiver has accepted this many samples of the part, without saying which, and refuses the
    /// others.
    mutating func accept(_ count: Int, refusingOthersFor refusal: Refusal) {
        let count = min(max(count, 0), current.count)
        accepted += count
        refused.add(current, count: current.count - count, for: refusal)
    }

    /// Records that the part has no result: it is sent again, or in smaller parts.
    mutating func putBack() {
        waiting.append(current)
    }

    /// Removes the part from this batch.
    mutating func leave() {
        current = []
    }

    /// Records that the receiver refuses at least one sample of the part.
    ///
    /// - Parameter mayRaiseFloor: true if older samples may be given up unsent, for a reason that is monotone in time.
    mutating func refuse(_ refusal: Refusal, mayRaiseFloor: Bool = true) {
        guard current.count <= 1 else { return split(byTime: refusal.isMonotone) }
        refused.add(current, for: refusal)
        if refusal.isMonotone, mayRaiseFloor, let time = current.first?.time { floor = max(floor, time) }
    }

    /// Records that the part was too large as a whole.
    mutating func refuseSize() {
        guard current.count <= 1 else { return split(byTime: false) }
        refused.add(current, for: .tooLarge)
    }

    /// Halves the part. Of two halves by time the newer is sent first: if all of it is accepted, the rest is refused
    /// for its age.
    private mutating func split(byTime: Bool) {
        var halves = (current[..<(current.count / 2)], current[(current.count / 2)...])
        if byTime {
            let times = current.map(\.time).sorted()
            let middle = times[times.count / 2]
            if times[0] < middle {
                halves = (current.filter { $0.time < middle }[...], current.filter { $0.time >= middle }[...])
            }
        }
        if byTime {
            waiting.append(Array(halves.0))
            waiting.append(Array(halves.1))
        } else {
            waiting.append(Array(halves.1))
            waiting.append(Array(halves.0))
        }
    }
}
