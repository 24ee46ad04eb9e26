import NIOCore

/// A page in which the types of many values differ from the document, among correct readings.
///
/// It is valid JSON: a client loses the readings with a wrong value, and should lose no others.
struct WrongTypes {
    private let utility: SimulatedUtility
    private let plan: PagePlan

    init(_ utility: SimulatedUtility, _ plan: PagePlan) {
        self.utility = utility
        self.plan = plan
    }

    func body() -> ByteBuffer {
        var elements = ["null", "7", "\"text\"", "[]", "{}"]
        for (index, entry) in plan.entries.enumerated() { elements.append(consumption(entry.object, index)) }
        return ByteBuffer(
            string: #"{"consumptions":[\#(elements.joined(separator: ","))],"next":null,"more":{"deep":[[[]]]}}"#)
    }

    /// Writes one object. Every fifth, from the second on, has a `reading` that is not a list; every fifth, from the
    /// fourth on, has a metering point that cannot be read.
    private func consumption(_ object: SimulatedObject, _ index: Int) -> String {
        let readings = utility.readings(
            of: object, resolution: plan.resolution, from: plan.from, to: plan.to, visibleAt: plan.now)
        let list = readings.enumerated().map { text(of: $1, Self.variant($0)) }.joined(separator: ",")
        let reading = index % 5 == 1 ? #"{"0":{"ps":1}}"# : "[\(list)]"
        let point = index % 5 == 3 ? "{}" : index % 5 == 4 ? object.meteringPoint : "\"\(object.meteringPoint)\""
        return #"{"customerNumber":\#(object.customerNumber),"meteringPoint":\#(point),"installationNumber":null,"#
            + #""deliveryCategory":"\#(object.deliveryCategory)","microproduction":"\#(object.microproduction)","#
            + #""settlement":null,"subscribedEffect":"\#(object.subscribedEffect)","rateCode":80,"reading":\#(reading)}"#
    }

    /// The fault of one reading.
    enum Variant: Int, CaseIterable {
        case none, wordValue, objectValue, booleanValue, numberTime, numberTexts, nulls, swapped, notAnObject,
            effectText
    }

    static func variant(_ place: Int) -> Variant {
        // Every other reading is correct; the remainder is less than the number of cases.
        place.isMultiple(of: 2) ? .none : Variant(rawValue: place / 2 % Variant.allCases.count) ?? .none
    }

    private func text(of reading: SimulatedReading, _ variant: Variant) -> String {
        let from = "\"\(CivilTime.isoText(reading.start))\""
        let to = "\"\(CivilTime.isoText(reading.end))\""
        var number = ByteBuffer()
        number.write(reading.thousandths, .number)
        let value = String(buffer: number)
        let status = "\"\(reading.status)\""
        let unit = "\"\(reading.unit)\""
        switch variant {
        case .none: return object(from, to, value, status, unit)
        case .wordValue: return object(from, to, #""a lot""#, status, unit)
        case .objectValue: return object(from, to, #"{"amount":1}"#, status, unit)
        case .booleanValue: return object(from, to, "true", status, unit)
        case .numberTime: return object(String(reading.start), to, value, status, unit)
        case .numberTexts: return object(from, to, value, "7", "{}")
        case .nulls: return object("null", "null", "null", "null", "null", #","MaxEffect":null"#)
        case .swapped: return object(to, from, value, status, unit)
        case .notAnObject: return "[1,2]"
        case .effectText: return object(from, to, value, status, unit, #","MaxEffect":"high""#)
        }
    }

    private func object(
        _ ps: String, _ md: String, _ va: String, _ st: String, _ un: String, _ more: String = ""
    ) -> String {
        #"{"ps":\#(ps),"md":\#(md),"va":\#(va),"st":\#(st),"un":\#(un)\#(more)}"#
    }
}
