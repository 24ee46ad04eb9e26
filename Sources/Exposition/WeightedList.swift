import Ground

/// A list such as `gzip;q=0.5, *`: items with parameters and weights, as in `Accept` and `Accept-Encoding`
/// (RFC 9110, sections 5.6.1 lists, 5.6.6 parameters, 12.4.2 weights).
struct WeightedList {
    struct Item {
        /// The name in lower case.
        var name: String
        /// The parameters: names in lower case, values as sent and without quotes.
        var parameters: [(name: String, value: String)] = []
        /// The weight in billionths: 0 for "not acceptable", ``WeightedList/full`` if none is given.
        var weight = WeightedList.full
    }

    private static let decimals = 9
    static let full = 1_000_000_000

    private(set) var items: [Item] = []

    /// Reads a list. A malformed element is left out, without affecting the others.
    ///
    /// - Parameter lines: the values of a field; a repeated field is one list (RFC 9110, section 5.3).
    init(_ lines: [String]) {
        for line in lines {
            var scanner = FieldScanner(line)
            repeat {
                scanner.skipBlanks()
                if scanner.isAtEnd || scanner.isAt(",") { continue }
                let beginning = scanner
                if let item = Self.item(&scanner), scanner.isAtEnd || scanner.isAt(",") {
                    items.append(item)
                } else {
                    scanner = beginning
                    scanner.skipElement()
                }
            } while scanner.skip(",")
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

    /// Reads a weight: `0`, `1`, and decimals: `0.75`, `1.000`. There may be more than the three that a client should
    /// send; the tenth and further ones only distinguish a very small weight from none.
    private static func weight(_ text: String) -> Int? {
        var digits = Array(text.utf8)
        guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else { return nil }
        digits.removeFirst()
        guard digits.isEmpty || digits.removeFirst() == UInt8(ascii: "."), digits.allSatisfy(\.isASCIIDigit) else {
            return nil
        }
        var weight = Int(whole - UInt8(ascii: "0"))
        for place in 0..<decimals {
            weight = weight * 10 + (place < digits.count ? Int(digits[place] - UInt8(ascii: "0")) : 0)
        }
        if digits.dropFirst(decimals).contains(where: { $0 != UInt8(ascii: "0") }) { weight += weight == 0 ? 1 : 0 }
        return weight <= full ? weight : nil
    }
}
