import NIOCore

/// Writes the readings of one series as JSON, fast: it keeps the text of a reading and replaces only what changes.
///
/// A week of a thousand metering points is 80 MB, and tests and benchmarks ask for it many times.
struct ReadingTemplate {
    private static let open = Array(#"{"ps":""#.utf8)
    private static let between = Array(#"","md":""#.utf8)

    private let form: SimulatedObject.TimeForm
    private let numberForm: SimulatedObject.NumberForm
    private let effectOpen: [UInt8]
    private let processed: [UInt8]
    private let estimated: [UInt8]
    /// The text from `{` to before `,"va":`, with places for two times.
    private var head: [UInt8]
    private var start: TimePlace
    private var end: TimePlace
    private var effectTime: [UInt8]
    private var effectPlace: TimePlace

    init(_ object: SimulatedObject, unit: String) {
        form = object.timeForm
        numberForm = object.numberForm
        let blank = Array(TimePlace.blank(form).utf8)
        head = Self.open + blank + Self.between + blank + Array(#"""#.utf8)
        start = TimePlace(position: Self.open.count, form: form)
        end = TimePlace(position: Self.open.count + blank.count + Self.between.count, form: form)
        effectTime = blank
        effectPlace = TimePlace(position: 0, form: form)
        effectOpen = Array(#","\#(object.maxEffectKey ?? "MaxEffect")":{"rd":""#.utf8)
        func tail(_ status: String) -> [UInt8] { Array(#","st":"\#(status)","un":"\#(unit)""#.utf8) }
        processed = tail(SimulatedReading.processed)
        estimated = tail(SimulatedReading.estimated)
    }

    /// Appends one reading.
    ///
    /// - Parameters:
    ///   - isFirst: true to leave out the comma before the reading.
    ///   - period: milliseconds since the epoch.
    ///   - effect: time and thousandths of a kW.
    mutating func write(
        _ value: DayReadings.Value, isEstimated: Bool, from: Int64, to: Int64,
        effect: (slot: Int, thousandths: Int64, time: Int64)?, isFirst: Bool, into buffer: inout ByteBuffer
    ) {
        start.put(from, into: &head)
        end.put(to, into: &head)
        if let effect { effectPlace.put(effect.time, into: &effectTime) }
        // 512 bytes are enough: the times, the status and the unit are short texts of the simulator's, at most 300
        // bytes together.
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 512) { bytes in
            var cursor = ByteCursor(bytes: bytes)
            if !isFirst { cursor.put(UInt8(ascii: ",")) }
            cursor.put(head)
            switch value {
            case .thousandths(let thousandths):
                cursor.put(#","va":"#)
                cursor.put(thousandths: thousandths, numberForm)
            case .blank(.null): cursor.put(#","va":null"#)
            case .blank(.emptyText): cursor.put(#","va":"""#)
            case .blank(.absent): break
            }
            cursor.put(isEstimated ? estimated : processed)
            if let effect {
                cursor.put(effectOpen)
                cursor.put(effectTime)
                cursor.put(#"","va":"#)
                cursor.put(thousandths: effect.thousandths, numberForm)
                cursor.put(#","un":"kW"}"#)
            }
            cursor.put(UInt8(ascii: "}"))
            return cursor.count
        }
    }
}

/// The place of a time in a text.
private struct TimePlace {
    private let position: Int
    private let form: SimulatedObject.TimeForm
    private var day = Int64.min

    init(position: Int, form: SimulatedObject.TimeForm) {
        self.position = position
        self.form = form
    }

    /// Returns a time of the given form with placeholders for its digits.
    static func blank(_ form: SimulatedObject.TimeForm) -> String {
        switch form {
        case .milliseconds: "0000-00-00T00:00:00.000Z"
        case .seconds: "0000-00-00T00:00:00Z"
        case .withoutZone: "0000-00-00T00:00:00"
        case .offset: "0000-00-00T00:00:00.000+00:00"
        }
    }

    mutating func put(_ time: Int64, into text: inout [UInt8]) {
        var shown = time
        if form == .offset {
            let offset = CivilTime.offset(at: time)
            shown += offset
            put(offset / CivilTime.hour, at: 24, into: &text)
        }
        let newDay = CivilTime.utcDay(of: shown)
        if newDay != day {
            day = newDay
            let (year, month, dayOfMonth) = CivilTime.date(ofDay: newDay)
            put(year / 100, at: 0, into: &text)
            put(year % 100, at: 2, into: &text)
            put(month, at: 5, into: &text)
            put(dayOfMonth, at: 8, into: &text)
        }
        let minutes = (shown - newDay * CivilTime.day) / CivilTime.minute
        put(minutes / 60, at: 11, into: &text)
        put(minutes % 60, at: 14, into: &text)
    }

    /// Puts two digits.
    private func put(_ number: Int64, at place: Int, into text: inout [UInt8]) {
        text[position + place] = UInt8(truncatingIfNeeded: 48 + number / 10 % 10)
        text[position + place + 1] = UInt8(truncatingIfNeeded: 48 + number % 10)
    }
}
