import CReadings
import Metering

extension PageDecoder {
    /// Replaces labels of a civil clock by points in time, if the rules set that clock.
    ///
    /// - Parameter cut: the repeated hour in which the page before was cut.
    /// - Returns: the repeated hour in which this page is cut, and the number of impossible readings.
    static func civilTimes(
        _ columns: inout PageColumns, _ rules: DecodingRules, after cut: CutHour?
    ) -> (cut: CutHour?, rejected: Int) {
        guard rules.timesWithoutZone == .civil, columns.page.zoneless > 0 else { return (nil, 0) }
        var clock = CivilClock(rules.calendar)
        var surroundings = CivilPeriods.Surroundings()
        surroundings.isPageDescending = cut?.isDescending ?? isDescending(columns)
        let goesOn = isFollowed(columns.page, rules)
        var rejected = 0
        var nextCut: CutHour?
        for (index, object) in columns.objects.enumerated() {
            let source = columns.source(object)
            let before = index == 0 && cut?.object == source ? cut?.labels ?? [:] : [:]
            let isLast = index == columns.objects.count - 1
            var tails: [String: [Int64]] = [:]
            for (unit, rows) in rowsByUnit(of: object, &columns) {
                surroundings.before = before[unit] ?? []
                surroundings.isCut = isLast && goesOn
                let periods = CivilPeriods(rows.map { columns.period($0) }, &clock, surroundings)
                rejected += write(periods, to: rows, &columns)
                if !periods.tail.isEmpty { tails[unit] = periods.tail }
            }
            for effect in columns.effects(of: object).indices {
                columns.effects(of: object)[effect].resolve(&clock)
            }
            if isLast, !tails.isEmpty {
                nextCut = CutHour(object: source, labels: tails, isDescending: surroundings.isPageDescending)
            }
        }
        return (nextCut, rejected)
    }

    /// Does the same for invoiced values, whose dates stand alone.
    static func civilDates(_ columns: PageColumns, _ rules: DecodingRules) {
        guard rules.timesWithoutZone == .civil, columns.page.zoneless > 0 else { return }
        var clock = CivilClock(rules.calendar)
        for row in columns.starts.indices where columns.isLocal(row, CREADINGS_LOCAL_START) {
            columns.starts[row] = clock.meaning(of: columns.starts[row]).first
            columns.ends[row] = columns.starts[row]
        }
        for object in columns.objects {
            for effect in columns.effects(of: object).indices {
                columns.effects(of: object)[effect].resolve(&clock)
            }
        }
    }

    /// Returns true if another page may follow this one, announced or not.
    private static func isFollowed(_ page: creadings_page, _ rules: DecodingRules) -> Bool {
        switch Int(page.next_kind) {
        case CREADINGS_NEXT_TEXT: true
        case CREADINGS_NEXT_END: isFull(page, rules)
        default: false
        }
    }

    private static func isFull(_ page: creadings_page, _ rules: DecodingRules) -> Bool {
        rules.pageSize > 0 && (page.seen_objects >= rules.pageSize || page.seen_readings >= rules.pageSize)
    }

    /// Returns the order of all objects' readings together.
    private static func isDescending(_ columns: PageColumns) -> Bool {
        var steps = Steps()
        for object in columns.objects { steps += Steps(Array(columns.starts[object.rows])) }
        return steps.isDescending ?? false
    }

    private static func rowsByUnit(
        of object: creadings_object, _ columns: inout PageColumns
    ) -> [(unit: String, rows: [Int])] {
        let unitless = columns.unitOfUnitless(object)
        var order: [Int] = []
        var rows: [Int: [Int]] = [:]
        for row in object.rows {
            let named = columns.unit(row)
            let unit = named == PageColumns.missing ? unitless : named
            if rows[unit] == nil { order.append(unit) }
            rows[unit, default: []].append(row)
        }
        return order.map { (columns.labels[$0], rows[$0] ?? []) }
    }

    /// - Returns: the number of readings that have turned out impossible.
    private static func write(_ periods: CivilPeriods, to rows: [Int], _ columns: inout PageColumns) -> Int {
        var rejected = 0
        for (row, period) in zip(rows, periods.periods) {
            columns.starts[row] = period.start
            columns.ends[row] = period.end
            guard period.end <= period.start || period.end - period.start > longestPeriod else { continue }
            if columns.row(row) == .value { rejected += 1 }
            columns.forget(row)
        }
        return rejected
    }

    /// 400 days, as for times with a zone.
    private static let longestPeriod: Int64 = 400 * 86_400_000
}

extension PageColumns {
    fileprivate func period(_ row: Int) -> CivilPeriods.Period {
        CivilPeriods.Period(
            start: starts[row], end: ends[row], isStartLocal: isLocal(row, CREADINGS_LOCAL_START),
            isEndLocal: isLocal(row, CREADINGS_LOCAL_END))
    }
}

extension creadings_effect {
    fileprivate mutating func resolve(_ clock: inout CivilClock) {
        if is_time_local != 0, time != CREADINGS_NO_TIME { time = clock.meaning(of: time).first }
        if is_start_local != 0, start != CREADINGS_NO_TIME { start = clock.meaning(of: start).first }
    }
}

/// The repeated hour in which a page is cut, with the labels of it that the page's last object has.
package struct CutHour: Sendable, Equatable {
    /// The object, with its facts.
    var object: ReadingSource
    /// The labels by unit, in their order, including those of the pages before that were cut in the same hour.
    var labels: [String: [Int64]]
    var isDescending: Bool
}
