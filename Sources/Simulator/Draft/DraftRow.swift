import NIOCore

/// One element of `reading`, of either endpoint.
struct DraftRow {
    enum Value {
        /// Millionths of the unit, so that thousandths of a kWh are exact in MWh too.
        case millionths(Int64)
        /// JSON that is not a number.
        case json([UInt8])
        /// No key at all.
        case absent
    }

    struct Effect {
        /// The time as JSON, if it differs from ``time``.
        var timeJSON: [UInt8]?
        var time: Int64
        var millionths: Int64
        var unit: [UInt8]
    }

    /// The start of the period, or the date of an invoice.
    var start: Int64
    var end: Int64
    var value: Value
    /// The status and the unit as JSON; a unit that is nil has no key.
    var status: [UInt8]
    var unit: [UInt8]?
    var effect: Effect?

    init(_ reading: SimulatedReading) {
        start = reading.start
        end = reading.end
        value = Self.value(reading.thousandths)
        status = JSONText.string(reading.status)
        unit = JSONText.string(reading.unit)
        effect = reading.maxEffect.map(Effect.init)
    }

    init(_ invoice: SimulatedInvoice) {
        start = invoice.date
        end = invoice.date
        value = Self.value(invoice.thousandths)
        status = JSONText.string(invoice.status)
        unit = JSONText.string(invoice.unit)
        effect = invoice.maxEffect.map(Effect.init)
    }

    private static func value(_ thousandths: Int64?) -> Value {
        thousandths.map { .millionths($0 * 1000) } ?? .json(JSONText.null)
    }

    /// Multiplies the value by a fraction.
    mutating func scale(_ numerator: Int64, over denominator: Int64) {
        if case .millionths(let number) = value { value = .millionths(number * numerator / denominator) }
    }

    func write(
        to buffer: inout ByteBuffer, _ endpoint: SimulatedEndpoint, _ object: SimulatedObject, _ clock: DraftClock
    ) {
        let isSeries = endpoint == .timeSeries
        if isSeries {
            buffer.writeString(#"{"ps":"\#(clock.text(start))","md":"\#(clock.text(end))""#)
        } else {
            buffer.writeString(#"{"readingDate":"\#(clock.text(start))""#)
        }
        let key = isSeries ? #","va":"# : #","value":"#
        switch value {
        case .millionths(let number):
            buffer.writeString(key + Self.text(number, object.numberForm))
        case .json(let json):
            buffer.writeString(key)
            buffer.writeBytes(json)
        case .absent: break
        }
        buffer.writeString(isSeries ? #","st":"# : #","status":"#)
        buffer.writeBytes(status)
        if let unit {
            buffer.writeString(isSeries ? #","un":"# : #","unit":"#)
            buffer.writeBytes(unit)
        }
        if let effect { write(effect, to: &buffer, isSeries, object, clock) }
        buffer.writeStaticString("}")
    }

    private func write(
        _ effect: Effect, to buffer: inout ByteBuffer, _ isSeries: Bool, _ object: SimulatedObject, _ clock: DraftClock
    ) {
        buffer.writeString(#","\#(object.maxEffectKey ?? "MaxEffect")":{"\#(isSeries ? "rd" : "readingDate")":"#)
        buffer.writeBytes(effect.timeJSON ?? JSONText.string(clock.text(effect.time)))
        buffer.writeString(
            (isSeries ? #","va":"# : #","value":"#) + Self.text(effect.millionths, object.numberForm))
        buffer.writeString(isSeries ? #","un":"# : #","unit":"#)
        buffer.writeBytes(effect.unit)
        buffer.writeStaticString("}")
    }

    /// Writes a number with at most six decimals, without trailing zeros.
    static func text(_ millionths: Int64, _ form: SimulatedObject.NumberForm) -> String {
        let digits = String(1_000_000 + millionths.magnitude % 1_000_000).dropFirst()
        let fraction = digits.prefix(
            (digits.lastIndex { $0 != "0" }.map { digits.distance(from: digits.startIndex, to: $0) + 1 }) ?? 0)
        let mark = form == .textWithComma ? "," : "."
        let number =
            (millionths < 0 ? "-" : "") + String(millionths.magnitude / 1_000_000)
            + (fraction.isEmpty ? "" : mark + fraction)
        return form == .number ? number : "\"\(number)\""
    }
}

extension DraftRow.Effect {
    init(_ effect: SimulatedReading.MaxEffect) {
        self.init(time: effect.time, millionths: effect.thousandths * 1000, unit: JSONText.string("kW"))
    }
}
