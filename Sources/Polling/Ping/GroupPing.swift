import Configuration
import Curl
import EnergyAPI
import Ground
import Metering

/// Makes the requests for one customer group: first for its whole list, and then for each number and metering point
/// that the answer left out. The API reports no error for a mistyped number, but leaves it out.
struct GroupPing {
    /// Readings may be delayed, so a number counts as unknown only if it has none for this long.
    private static let longTime = Duration.days(7)
    /// The most metering points named in a sentence.
    private static let mostNamed = 5

    private let group: Configuration.CustomerGroup
    private let timesWithoutZone: TimesWithoutZone
    private let now: Timestamp
    private let asker: PingAsker
    private var heard = HeardObjects()
    private var sample: PingReport?
    private var faults: [String] = []
    private var isWhole = true

    init(
        _ group: Configuration.CustomerGroup, _ configuration: Configuration, _ transport: CurlClient, now: Timestamp
    ) {
        self.group = group
        timesWithoutZone = configuration.api.timesWithoutZone
        self.now = now
        asker = PingAsker(group, configuration, transport, now: now)
    }

    mutating func run() async -> Ping.Answer {
        do {
            try await askForAll()
            try await askForEachNumber()
            try await askForEachPoint()
        } catch {
            faults.append("\(error)")
        }
        if let error = asker.clock.wrongness?.inSeconds {
            faults.append(
                "this machine's clock is \(abs(error).rounded(toPlaces: 0)) s \(error > 0 ? "ahead of" : "behind") the API's: set it "
                    + "(timedatectl shows whether it is synchronized)")
        }
        return Ping.Answer(
            group: group.name,
            lines: (heard.isEmpty ? [] : heard.lines(group)).map { Ping.Line($0) }
                + (sample?.lines ?? []).map { Ping.Line($0) } + faults.map { Ping.Line($0, isFault: true) },
            meters: heard.meters, isWhole: isWhole)
    }

    // MARK: Questions

    /// The day before yesterday: the newest for which readings have usually arrived.
    private var day: Range<Timestamp> {
        let today = now.startOfUTCDay
        return (today - .days(2))..<(today - .days(1))
    }

    private var week: Range<Timestamp> { (now.startOfUTCDay - Self.longTime)..<now.startOfUTCDay }

    /// Requests the list, and the rest of it as long as an answer holds only a part.
    private mutating func askForAll() async throws {
        var numbers = group.numbers
        while !numbers.isEmpty {
            var isWhole = true
            for query in asker.parts(of: query(numbers, group.meteringPoints, day)) {
                do {
                    isWhole = try await !ask(query).hasMore && isWhole
                } catch let error as APIError where error.refusal != nil {
                    // The refused part of the list is found below.
                    continue
                }
            }
            let left = unheard(numbers)
            if isWhole || left.count == numbers.count { return }
            numbers = left
        }
    }

    private mutating func askForEachNumber() async throws {
        for number in unheard(group.numbers) {
            do {
                if try await ask(query([number], group.meteringPoints, week)).objects.isEmpty {
                    faults.append(try await reason(of: number))
                } else {
                    // A subsidiary's number is covered by the request for its parent's.
                    heard.insert(number)
                }
            } catch let error as APIError where error.refusal != nil {
                faults.append("customer number \(number): \(error)")
            }
        }
    }

    /// Returns the reason that a number got nothing. The number may be right, if the group's filters exclude everything
    /// of it.
    private func reason(of number: String) async throws -> String {
        let nothing = "the API returned nothing for customer number \(number)"
        let narrowings = [
            group.deliveryCategories.isEmpty ? nil : "delivery_categories",
            group.meteringPoints.isEmpty ? nil : "metering_points",
        ].compactMap { $0 }
        let advice = "compare it with your contract, and ask Öresundskraft whether the key may see it"
        guard !narrowings.isEmpty else { return "\(nothing): \(advice)" }
        var wide = query([number], [], week)
        wide.deliveryCategories = []
        let meters = Set(try await asker.ask(wide).objects.map(\.meter)).sorted()
        guard !meters.isEmpty else {
            return "\(nothing), not even without \(narrowings.joined(separator: " and ")): \(advice)"
        }
        let named = meters.prefix(Self.mostNamed).map { "\($0.meteringPoint) \($0.deliveryCategory)" }
        return
            "\(narrowings.joined(separator: " and ")) of the group leave nothing of customer number \(number), which has "
            + named.joined(separator: ", ") + (meters.count > named.count ? ", …" : "")
    }

    private mutating func askForEachPoint() async throws {
        let numbers = group.numbers.filter { heard.contains($0) }
        guard !numbers.isEmpty else {
            faults += group.meteringPoints.map {
                "metering point \($0) got nothing, like every customer number of the group"
            }
            return
        }
        for point in group.meteringPoints where !heard.contains(point: point) {
            do {
                guard try await ask(query(numbers, [point], week)).objects.isEmpty else { continue }
                faults.append(
                    "the API returned nothing for metering point \(point): compare it with your contract, or remove it"
                )
            } catch let error as APIError where error.refusal != nil {
                faults.append("metering point \(point): \(error)")
            }
        }
    }

    private func query(_ numbers: [String], _ points: [String], _ window: Range<Timestamp>) -> TimeSeriesQuery {
        var query = TimeSeriesQuery(group, window: window, meteringPoints: points)
        query.customerNumbers = numbers
        return query
    }

    private mutating func ask(_ query: TimeSeriesQuery) async throws -> PingAnswer {
        let answer = try await asker.ask(query)
        heard.insert(answer)
        isWhole = isWhole && !answer.hasMore
        // With only one number, everything belongs to it or to its subsidiaries.
        if let only = group.numbers.first, group.numbers.count == 1, !answer.objects.isEmpty { heard.insert(only) }
        if sample == nil, answer.sample.newest != nil {
            sample = PingReport(answer.sample, asked: query.window, now: now, timesWithoutZone: timesWithoutZone)
        }
        return answer
    }

    private func unheard(_ numbers: [String]) -> [String] { numbers.filter { !heard.contains($0) } }
}
