/// The series on one page, and their rows.
struct PagePlan: Sendable {
    /// One element of `consumptions`.
    struct Entry: Sendable {
        let object: SimulatedObject
        /// The quantities, in the order of their readings on the page.
        let quantities: [DayReadings.Quantity]
        /// The readings on the page, counted over all quantities; nil for all.
        var rows: Range<Int>?
    }

    private(set) var entries: [Entry]
    /// The `offset` of the next page, or nil if nothing follows.
    private(set) var nextOffset: Int?
    /// The range of the periods' starts, `from ..< to`: the one asked for, as far as the meters have readings.
    let from: Int64
    let to: Int64
    let resolution: SimulatedUtility.Resolution
    let now: Int64
    /// The dates that cover `from ..< to`.
    let days: [CivilDay]

    init(_ query: TimeSeriesQuery, _ utility: SimulatedUtility, _ form: PageForm, at now: Int64) {
        self.now = now
        resolution = utility.resolution(asked: query.resolution)
        from = max(query.from, utility.configuration.since)
        // No period that starts after now is available.
        to = min(query.to + (form.includesToDate ? 1 : 0), now)
        var days: [CivilDay] = []
        var day = CivilDay(CivilTime.civilDay(of: from))
        while from < to, day.start < to {
            days.append(day)
            day = CivilDay(day.number + 1)
        }
        self.days = days
        entries = Self.entries(query, utility)
        guard query.offset > 0 || query.pageSize(serverLimit: form.limit) != nil else { return }
        let rows = query.rows(serverLimit: form.limit)
        switch form.row {
        case .consumptions: cutByConsumptions(rows)
        case .readings: cutByReadings(rows, utility)
        }
    }

    /// Returns all entries that the query selects. The flow of district heating follows its energy in the same object;
    /// the flow of district cooling is a separate object.
    private static func entries(_ query: TimeSeriesQuery, _ utility: SimulatedUtility) -> [Entry] {
        objects(query, utility).flatMap { object -> [Entry] in
            switch (query.timeSeriesFlow, object.kind) {
            case (true, .districtHeating): [Entry(object: object, quantities: [.energy, .flow])]
            case (true, .districtCooling):
                [Entry(object: object, quantities: [.energy]), Entry(object: object, quantities: [.flow])]
            default: [Entry(object: object, quantities: [.energy])]
            }
        }
    }

    /// Returns the objects that a query selects, in the API's order.
    static func objects(_ query: TimeSeriesQuery, _ utility: SimulatedUtility) -> [SimulatedObject] {
        var customers = Set(query.customerNumbers)
        if query.subsidiary, let parent = utility.customerNumbers.first, customers.contains(parent) {
            customers.formUnion(utility.subsidiaryNumbers)
        }
        let categories = Set(query.deliveryCategories)
        let points = Set(query.meteringPoints)
        return utility.objects.filter { object in
            customers.contains(object.customerNumber)
                && (categories.isEmpty || categories.contains(object.deliveryCategory))
                && (points.isEmpty || points.contains(object.meteringPoint))
        }
    }

    private mutating func cutByConsumptions(_ rows: Range<Int>) {
        nextOffset = rows.upperBound < entries.count ? rows.upperBound : nil
        entries = Array(entries[rows.clamped(to: 0..<entries.count)])
    }

    private mutating func cutByReadings(_ rows: Range<Int>, _ utility: SimulatedUtility) {
        var total = 0
        var cut: [Entry] = []
        var isCutFull = false
        // Objects without a reading take no row. They go on the page with the rows around them, and those at the very
        // end go on the last page.
        var trailing: [Entry] = []
        for entry in entries where !Task.isCancelled {
            let count = rowCount(entry, utility)
            let own = total..<total + count
            total += count
            if count == 0 {
                trailing.append(entry)
                continue
            }
            if rows.contains(own.lowerBound) { cut += trailing }
            trailing = []
            let shown = own.clamped(to: rows)
            if !shown.isEmpty {
                var part = entry
                part.rows = shown.lowerBound - own.lowerBound..<shown.upperBound - own.lowerBound
                cut.append(part)
            }
            if own.upperBound > rows.upperBound {
                isCutFull = true
                break
            }
        }
        nextOffset = isCutFull ? rows.upperBound : nil
        let isLast = !isCutFull && (rows.lowerBound < total || rows.lowerBound == 0)
        entries = isLast ? cut + trailing : cut
    }

    private func rowCount(_ entry: Entry, _ utility: SimulatedUtility) -> Int {
        guard let first = days.first else { return 0 }
        var count = 0
        var readings = DayReadings(utility, entry.object, first, at: now)
        for day in days {
            readings.load(utility, entry.object, .energy, day, at: now, resolution, withValues: false)
            for slot in 0..<readings.slots where readings.isPresent(slot) {
                let start = readings.start(slot)
                if start >= from, start < to { count += 1 }
            }
        }
        return count * entry.quantities.count
    }
}
