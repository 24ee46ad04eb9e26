import GRDB
import Metering

/// Finds the series of a page's readings, even if they name no unit.
struct SeriesResolver {
    /// All readings of a page for one series.
    struct Group {
        /// The row of the series.
        var series: Int64
        var meter: Int64
        /// Indices into ``ReadingBatch/series``.
        var members: [Int]
    }

    let database: Database
    private var groups: [Group] = []
    /// Index into `groups` by the row of the series.
    private var places: [Int64: Int] = [:]
    /// Meters that had another unit of a kind in which this page begins a series.
    private(set) var unitChanges: Set<Int64> = []

    init(database: Database) {
        self.database = database
    }

    /// Groups the columns of a page by series, and inserts new series.
    ///
    /// - Parameter meters: the row of each source's meter.
    mutating func resolve(_ page: ReadingBatch, meters: [Int64]) throws -> [Group] {
        let named = page.series.indices.filter { !page.series[$0].readings.isEmpty }
        var begun: Set<Int64> = []
        for index in named where !page.series[index].unit.isEmpty {
            let meter = meters[page.series[index].source]
            let (series, isNew) = try seriesID(meter: meter, unit: page.series[index].unit)
            if isNew { begun.insert(meter) }
            add(index, to: series, of: meter)
        }
        for meter in begun { try moveUnnamed(of: meter) }
        for index in named where page.series[index].unit.isEmpty {
            let meter = meters[page.series[index].source]
            try moveUnnamed(of: meter)
            let only = try database.onlyNamedSeries(of: meter)
            add(index, to: try only ?? seriesID(meter: meter, unit: "").id, of: meter)
        }
        return groups
    }

    private mutating func add(_ index: Int, to series: Int64, of meter: Int64) {
        if let place = places[series] {
            groups[place].members.append(index)
        } else {
            places[series] = groups.count
            groups.append(Group(series: series, meter: meter, members: [index]))
        }
    }

    private mutating func seriesID(meter: Int64, unit: String) throws -> (id: Int64, isNew: Bool) {
        if let id = try database.seriesID(meter: meter, unit: unit) { return (id, false) }
        let others = try database.series(of: meter)
        if !unit.isEmpty, others.contains(where: { !$0.unit.isEmpty && UnitKind($0.unit) == UnitKind(unit) }) {
            unitChanges.insert(meter)
        }
        return (try MeterWriter(database: database).insertSeries(meter: meter, unit: unit), true)
    }

    /// Moves a meter's readings without a unit to its series, once it has exactly one.
    private func moveUnnamed(of meter: Int64) throws {
        guard let unnamed = try database.seriesID(meter: meter, unit: ""),
            let only = try database.onlyNamedSeries(of: meter)
        else { return }
        try SeriesMover(database: database).move(unnamed, into: only)
        // The days of the moved readings are updated with those of their new series.
        try database.cachedStatement(
            sql: "DELETE FROM courses WHERE meter = ? AND kind = ? AND removed_before IS NULL"
        ).execute(arguments: [meter, UnitKind("").text])
    }
}

extension Database {
    /// Returns the only series of a meter that has a unit; nil if there is none or several.
    func onlyNamedSeries(of meter: Int64) throws -> Int64? {
        let named = try series(of: meter).filter { !$0.unit.isEmpty }
        return named.count == 1 ? named[0].id : nil
    }
}
