package import Ground
package import Metering
package import Polling
package import ReadingStore

/// All data of a snapshot, at one moment.
package struct SnapshotInput: Sendable {
    package var now: Timestamp
    package var contents: StoreContents { didSet { courses = StoredCourse.all(of: contents.series) } }
    /// Each meter's series by kind, in order of the meters.
    package private(set) var courses: [StoredCourse]
    /// The state of each polled endpoint.
    package var polls: [PolledEndpoint: PollStatus]
    /// Bytes of the store and its log.
    package var storeSize: Int64
    /// The configuration's settings.
    package var settings: SnapshotSettings
    /// Day sums and peaks of each course; absent for a course without readings in any day that is shown.
    package var digests: [CourseID: CourseDigest]
    /// The days that the store has computed by the rules. Sums and peaks are absent from the snapshot until theirs are
    /// complete.
    package var made: MadeDays
    /// The beginnings of days in which periods to date end.
    package var partials: [CourseID: PartialDay]
    /// Invoices of the months that are shown.
    package var invoices: StoredInvoices

    /// Creates the input of one build; `made` of nil stands for days that are all computed.
    package init(
        now: Timestamp, contents: StoreContents, polls: [PolledEndpoint: PollStatus], storeSize: Int64,
        settings: SnapshotSettings, digests: [CourseID: CourseDigest], made: MadeDays? = nil,
        partials: [CourseID: PartialDay] = [:], invoices: StoredInvoices
    ) {
        self.now = now
        self.contents = contents
        courses = StoredCourse.all(of: contents.series)
        self.polls = polls
        self.storeSize = storeSize
        self.settings = settings
        self.digests = digests
        self.made = made ?? MadeDays(sums: true, peaks: settings.rules.tariffs.map { _ in true })
        self.partials = partials
        self.invoices = invoices
    }

    /// The calendar, and the tariffs in their order.
    package var rules: DigestRules { settings.rules }

    /// The courses of each meter that has one, in order of the meters.
    var coursesByMeter: [ArraySlice<StoredCourse>] {
        courses.chunked { $0.id.meter == $1.id.meter }
    }

    /// True if the sums of all days are computed.
    package var areSumsMade: Bool { made.sums }

    /// The series whose newest reading is still shown. A gauge must end some day, or a meter that is gone would stay
    /// forever, and it ends at once if another unit continues in its place.
    var freshSeries: [StoredSeries] { courses.flatMap(\.current).filter(isFresh) }

    /// Returns true while the series' newest reading is younger than `stale_after`.
    package func isFresh(_ series: StoredSeries) -> Bool {
        !series.isRemoved && series.newest.end + settings.staleAfter > now
    }

    /// The time at which time alone changes the snapshot: a series goes stale, or a day begins by one of the clocks in
    /// use.
    var nextChange: Timestamp {
        freshSeries.map { $0.newest.end + settings.staleAfter }.reduce(rules.nextMidnight(after: now), min)
    }

    /// The state of each endpoint, ordered by name.
    var sortedPolls: [(endpoint: String, status: PollStatus)] {
        polls.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// Returns the oddities of a poll's answers, and of tariffs applied to them.
    package func findings(of poll: PollOutcome) -> Findings {
        var findings = poll.findings
        if poll.endpoint == .timeSeries { findings[.microproductionOnly] = meteringPointsKeptByDefault.count }
        return findings
    }

    /// The metering points that only the default of `microproduction` keeps out of every tariff, in order.
    package var meteringPointsKeptByDefault: [String] {
        guard rules.tariffs.contains(where: { !$0.namesMicroproduction }) else { return [] }
        let points = Dictionary(grouping: courses.filter { $0.id.kind == .energy && isFresh($0.inUse) }) {
            $0.id.meter.meteringPoint
        }
        return points.filter { _, courses in
            let meters = courses.map(\.id.meter)
            return !meters.contains { meter in rules.tariffs.contains { $0.applies(to: meter) } }
                && meters.contains { meter in rules.tariffs.contains { $0.isKeptByDefault(from: meter) } }
        }.keys.sorted()
    }

    /// Returns the name of a meter in the configuration, or else its id.
    package func name(of meter: MeterID) -> String {
        settings.facts[meter.meteringPoint]?.name ?? settings.names[meter.meteringPoint] ?? meter.meteringPoint
    }

    /// Returns the property of a meter, from the configuration or else from the API; nil if neither has it.
    package func property(of meter: StoredMeter) -> String? {
        let property = settings.facts[meter.id.meteringPoint]?.property ?? meter.facts.property
        return property?.isEmpty == true ? nil : property
    }
}

extension Array {
    /// Splits between neighbours that do not belong together.
    fileprivate func chunked(by belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices.dropFirst() where !belong(self[index - 1], self[index]) {
            chunks.append(self[start..<index])
            start = index
        }
        if start < endIndex { chunks.append(self[start...]) }
        return chunks
    }
}
