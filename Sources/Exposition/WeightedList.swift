import Ground

/// A list such as `gzip;q=0.5, *`: items with parameters and weights, as in `Accept` and `Accept-Encoding`
/// (RFC 9110, sections 5.6.1 lists, 5.6.6 parameters, 12.4.2 weights).
struct WeightedList {
    struct Item {
        /// The name in lower case.
        var name: String
        /// The parameters: names in lower case, values as sent and without quotes.
        var parameters: [(name: String, value: String)] = []
        /// The weight in thousandths: 0 for "not acceptable", 1000 where none is given.
        var weight = 1000
    }

    private(set) var items: [Item] = []

    /// Reads a list; nil if it is malformed.
    ///
    /// - Parameter lines: a field that was sent several times is one list (RFC 9110, section 5.3).
    init?(_ lines: [String]) {
        for line in lines {
            var scanner = FieldScanner(line)
            repeat {
                scanner.skipBlanks()
                if scanner.isAtEnd || scanner.isAt(",") { continue }
                guard let item = WeightedList.item(&scanner) else { return nil }
                items.append(item)
            } while scanner.skip(",")
            guard scanner.isAtEnd else { return nil }
        }
    }

    private static func item(_ scanner: inout FieldScanner) -> Item? {
        guard var name = scanner.token() else { return nil }
        if scanner.skip("/") {
            guard let subtype = scanner.token() else { return nil }
            name += "/" + subtype
        }
        var item = Item(name: name.lowercased())
        scanner.skipBlanks()
        while scanner.skip(";") {
            scanner.skipBlanks()
            // An empty parameter is allowed (section 5.6.6).
            if scanner.isAtEnd || scanner.isAt(";") || scanner.isAt(",") { continue }
            guard let key = scanner.token()?.lowercased(), scanner.skip("="), let value = scanner.tokenOrQuoted() else {
                return nil
            }
            if key == "q" {
                guard let weight = weight(value) else { return nil }
                item.weight = weight
            } else {
                item.parameters.append((key, value))
            }
            scanner.skipBlanks()
        }
        return item
    }

    /// Reads a weight: `0`, `1`, and up to three decimals: `0.75`, `1.000`.
    private static func weight(_ text: String) -> Int? {
        var digits = Array(text.utf8)
        guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else { return nil }
        digits.removeFirst()
        guard digits.isEmpty || digits.removeFirst() == UInt8(ascii: "."), digits.count <= 3 else { return nil }
        var weight = Int(whole - UInt8(ascii: "0")) * 1000
        for (digit, unit) in zip(digits, [100, 10, 1]) {
            guard digit.isASCIIDigit else { return nil }
            weight += Int(digit - UInt8(ascii: "0")) * unit
        }
        return weight <= 1000 ? weight : nil
    }
}
