import Ground

/// The days of one month, or only their total.
struct MonthTotals: Sendable, Equatable {
    /// The number of days of the month.
    private let length: Int
    /// All days of the month; empty if none has a reading, or the month is folded.
    private var days: [DayTotal] = []
    /// The total of a folded month.
    private var whole = DayTotals.Total()

    /// Creates a month without readings.
    init(_ month: CivilMonth) {
        length = month.days.count
    }

    /// True while each day is known by itself.
    var isDaily: Bool { !days.isEmpty }

    /// True if the month has readings, and only their total is left.
    var isFolded: Bool { days.isEmpty && whole != DayTotals.Total() }

    /// Returns the total of some days; nil if they are a part of a folded month.
    ///
    /// - Parameter places: from 0 for the first of the month.
    func total(of places: Range<Int>) -> DayTotals.Total? {
        guard isDaily else { return places.count == length || !isFolded ? whole : nil }
        return days[places].reduce(DayTotals.Total()) { $0 + $1.total }
    }

    /// The total of a day, by its place from 0. The month must not be folded.
    subscript(place: Int) -> DayTotal {
        get { isDaily ? days[place] : DayTotal() }
        set {
            assert(!isFolded, "a day of a folded month")
            if days.isEmpty { days = Array(repeating: DayTotal(), count: length) }
            days[place] = newValue
        }
    }

    /// Removes the totals of some days.
    mutating func clear(_ places: Range<Int>) {
        guard places.count < length else {
            (days, whole) = ([], DayTotals.Total())
            return
        }
        assert(!isFolded, "a part of a folded month")
        guard isDaily else { return }
        for place in places { days[place] = DayTotal() }
    }

    /// Keeps the total only.
    mutating func fold() {
        guard let total = total(of: 0..<length) else { return }
        (days, whole) = ([], total)
    }
}

/// A total of one day in 16 bytes, because each series has some hundred of them.
struct DayTotal: Sendable, Equatable {
    private var value = 0.0
    private var readings: Int32 = 0
    private var covered: Int32 = 0

    /// Creates the total of a day without readings.
    init() {}

    init(_ total: DayTotals.Total) {
        value = total.value
        readings = Int32(clamping: total.readings)
        covered = Int32(clamping: total.covered)
    }

    var total: DayTotals.Total {
        DayTotals.Total(value: value, readings: Int(readings), covered: Int64(covered))
    }

    /// Adds a reading that touches the day.
    ///
    /// - Parameter bounds: of the day, in milliseconds.
    mutating func add(_ all: ReadingColumns, _ row: Int, in bounds: Range<Int64>, _ share: DayTotals.Share) {
        let inside = min(all.ends[row], bounds.upperBound) - max(all.starts[row], bounds.lowerBound)
        covered += Int32(inside)
        let length = all.ends[row] - all.starts[row]
        switch share {
        case .atStart:
            guard all.starts[row] >= bounds.lowerBound else { return }
            value += all.values[row]
        case .evenly:
            // A share of the whole may differ from the amount in the last digit.
            value += inside == length ? all.values[row] : all.values[row] * Double(inside) / Double(length)
        }
        readings += 1
    }
}
