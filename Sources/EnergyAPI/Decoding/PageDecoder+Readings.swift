import CReadings
import Ground
import Metering

extension PageDecoder {
    /// - Parameter rejectedPeriods: the number of periods that the civil clock has shown to be impossible.
    static func readings(_ columns: inout PageColumns, now: Timestamp, rejectedPeriods: Int) -> ReadingBatch {
        let statuses = StatusTable(columns)
        var batch = ReadingBatch(
            statuses: statuses.texts, rejected: columns.rejected, missing: columns.page.missing)
        batch.findings[.timeWithoutZone] = columns.page.zoneless
        if rejectedPeriods > 0 { batch.rejected[.period, default: 0] += rejectedPeriods }
        for (index, object) in columns.objects.enumerated() {
            batch.sources.append(columns.source(object))
            var series = ObjectSeries(object, now: now)
            series.read(&columns, statuses)
            batch.findings += series.findings
            if series.rejectedFuture > 0 { batch.rejected[.future, default: 0] += series.rejectedFuture }
            for one in series.entries where !one.isEmpty {
                batch.series.append(
                    SeriesColumns(
                        source: index, unit: columns.labels[one.unit], readings: one.readings,
                        withdrawals: one.withdrawals, effects: one.effects))
            }
        }
        return batch
    }
}

/// The rows of one object, as one series for each unit in the order of their first occurrence.
private struct ObjectSeries {
    struct Entry {
        /// The id of its label.
        var unit: Int
        var readings = ReadingColumns()
        var withdrawals = ReadingPeriods()
        var effects: [ReadingEffect] = []

        var isEmpty: Bool { readings.isEmpty && withdrawals.isEmpty }
    }

    private(set) var entries: [Entry] = []
    private(set) var findings = Findings()
    private(set) var rejectedFuture = 0
    private let object: creadings_object
    private let now: Int64
    private let latest: Int64
    /// The next of the object's effects, which are in the order of its rows.
    private var nextEffect = 0

    init(_ object: creadings_object, now: Timestamp) {
        self.object = object
        self.now = now.milliseconds
        latest = PageDecoder.latest(now)
    }

    mutating func read(_ columns: inout PageColumns, _ statuses: StatusTable) {
        let rows = object.rows
        let unitless = columns.unitOfUnitless(object)
        var run = rows.lowerBound
        while run < rows.upperBound {
            // Rows of one unit are nearly always adjacent, so they are copied run by run.
            let text = columns.unitTexts[run]
            let kind = columns.row(run)
            let end =
                (run..<rows.upperBound).first { columns.unitTexts[$0] != text || columns.row($0) != kind }
                ?? rows.upperBound
            let unit = columns.unit(run)
            let place = place(of: unit == PageColumns.missing ? unitless : unit)
            switch kind {
            case .value:
                if unit == PageColumns.missing { findings[.unitMissing] += end - run }
                append(run..<end, to: place, columns, statuses)
            case .null: withdraw(run..<end, from: place, columns)
            case .none: break
            }
            run = end
        }
        for place in entries.indices { dropFuture(place) }
    }

    private mutating func place(of unit: Int) -> Int {
        if let known = entries.firstIndex(where: { $0.unit == unit }) { return known }
        entries.append(Entry(unit: unit))
        return entries.count - 1
    }

    private mutating func append(_ rows: Range<Int>, to place: Int, _ columns: PageColumns, _ statuses: StatusTable) {
        entries[place].readings.append(
            starts: columns.starts[rows], ends: columns.ends[rows], values: columns.values[rows],
            statuses: rows.lazy.map { statuses[columns.statuses[$0]] })
        guard object.names_effects != 0 else { return }
        let effects = columns.effects(of: object)
        entries[place].effects.reserveCapacity(entries[place].readings.count)
        for row in rows where columns.ends[row] <= now {
            var reading = ReadingEffect(start: columns.starts[row], end: columns.ends[row], effect: nil)
            var isKnown = true
            while nextEffect < effects.count, effects[nextEffect].isBefore(row) { nextEffect += 1 }
            while nextEffect < effects.count, effects[nextEffect].row == row {
                reading.effect = columns.maxEffect(effects[nextEffect])
                isKnown = reading.effect != nil
                nextEffect += 1
            }
            if let time = reading.effect?.time.milliseconds, time > latest {
                rejectedFuture += 1
                isKnown = false
            }
            if isKnown { entries[place].effects.append(reading) }
        }
    }

    private mutating func withdraw(_ rows: Range<Int>, from place: Int, _ columns: PageColumns) {
        for row in rows where columns.ends[row] <= now {
            entries[place].withdrawals.starts.append(columns.starts[row])
            entries[place].withdrawals.ends.append(columns.ends[row])
            findings[.nullValue] += 1
        }
    }

    /// Leaves out readings whose period has not ended: they are not measurements.
    private mutating func dropFuture(_ place: Int) {
        guard var newest = entries[place].readings.ends.max() else { return }
        if newest > now {
            let late = entries[place].readings.ends.count { $0 > latest }
            let dropped = entries[place].readings.drop { [now] _, end in end > now }
            rejectedFuture += late
            if dropped > late { findings[.future] += dropped - late }
            newest = entries[place].readings.ends.max() ?? .min
        }
        // If an object never mentions effects, only the effect shown with the newest reading is removed.
        guard object.names_effects == 0, let row = entries[place].readings.ends.lastIndex(of: newest) else { return }
        entries[place].effects = [
            ReadingEffect(start: entries[place].readings.starts[row], end: newest, effect: nil)
        ]
    }
}

extension creadings_effect {
    /// True if the effect's reading is not a row, or is an earlier one.
    fileprivate func isBefore(_ row: Int) -> Bool { self.row == CREADINGS_NO_ROW || self.row < row }
}

/// The texts that a page's readings use as status, renumbered, because most of a page's texts are something else.
private struct StatusTable {
    private(set) var texts: [String] = []
    /// Maps the page's index to ours; the last entry is for readings without a status.
    private var indices: [UInt32]

    init(_ columns: PageColumns) {
        let unused = UInt32.max
        indices = [UInt32](repeating: unused, count: columns.texts.count + 1)
        for status in columns.statuses {
            let place = min(Int(status), columns.texts.count)
            if indices[place] == unused {
                indices[place] = UInt32(texts.count)
                texts.append(place < columns.texts.count ? columns.texts[place] : "")
            }
        }
    }

    subscript(pageIndex: UInt32) -> UInt32 { indices[min(Int(pageIndex), indices.count - 1)] }
}
