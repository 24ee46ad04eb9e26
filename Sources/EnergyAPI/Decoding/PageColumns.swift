import CReadings
import Metering

/// The columns of a page, in the layout of the C++ reader, with the texts that they refer to.
struct PageColumns {
    /// The kind of a row.
    enum Row {
        case value
        /// A period with null as its value.
        case null
        /// A place in the order, without any content.
        case none
    }

    var page: creadings_page
    let texts: [String]
    /// Ids of the labels of units, by the index of the text that names them.
    private var units: [UInt32: Int] = [:]
    private(set) var labels: [String] = []

    init(_ page: creadings_page) {
        self.page = page
        texts = (0..<page.text_count).map { index in page.texts.map { Self.text($0[index]) } ?? "" }
    }

    var objects: UnsafeBufferPointer<creadings_object> {
        UnsafeBufferPointer(start: page.objects, count: page.object_count)
    }
    var starts: UnsafeMutableBufferPointer<Int64> { UnsafeMutableBufferPointer(start: page.starts, count: count) }
    var ends: UnsafeMutableBufferPointer<Int64> { UnsafeMutableBufferPointer(start: page.ends, count: count) }
    var values: UnsafeMutableBufferPointer<Double> { UnsafeMutableBufferPointer(start: page.values, count: count) }
    var statuses: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: page.statuses, count: count) }
    var unitTexts: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: page.units, count: count) }
    private var count: Int { page.reading_count }

    func row(_ index: Int) -> Row {
        guard page.voids > 0 else { return .value }
        let value = values[index]
        return value.isFinite ? .value : value.isNaN ? .null : .none
    }

    /// Returns true if a bound of a row has no zone; known only if the options keep marks.
    func isLocal(_ index: Int, _ bound: Int) -> Bool {
        page.marks.map { Int($0[index]) & bound != 0 } ?? false
    }

    /// Empties a row, which keeps its place in the order.
    mutating func forget(_ index: Int) {
        if row(index) == .value { page.voids += 1 }
        values[index] = .infinity
    }

    /// Returns a text by its index; nil if the answer does not carry it.
    func text(_ index: UInt32) -> String? {
        Int(index) < texts.count ? texts[Int(index)] : nil
    }

    /// Returns the id of a row's unit, which is ``missing`` if it has none.
    mutating func unit(_ index: Int) -> Int {
        let text = unitTexts[index]
        if Int(text) >= texts.count { return Self.missing }
        if let known = units[text] { return known }
        let id = id(of: UnitLabel.canonical(texts[Int(text)]))
        units[text] = id
        return id
    }

    static let missing = -1

    /// Returns the unit for an object's readings without one: that of the others, if they have exactly one.
    mutating func unitOfUnitless(_ object: creadings_object) -> Int {
        guard page.unitless > 0 || page.voids > 0 else { return Self.missing }
        var only: Int?
        var last: UInt32?
        for row in object.rows where unitTexts[row] != last {
            last = unitTexts[row]
            let unit = unit(row)
            if unit == Self.missing || unit == only { continue }
            if only != nil { return id(of: "") }
            only = unit
        }
        return only ?? id(of: "")
    }

    private mutating func id(of label: String) -> Int {
        if let known = labels.firstIndex(of: label) { return known }
        labels.append(label)
        return labels.count - 1
    }

    /// Returns a text of the answer, which the reader has checked or made UTF-8. NUL, which neither labels nor SQL
    /// texts carry safely, becomes the replacement character.
    static func text(_ text: creadings_text) -> String {
        let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.length)
        let string = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(0) else { return string }
        return String(String.UnicodeScalarView(string.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension creadings_object {
    /// The rows of the object's readings.
    var rows: Range<Int> { first_reading..<(first_reading + readings) }
}
