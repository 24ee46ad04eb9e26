/// Reads a line of logfmt as Loki and `go-logfmt` do; nil if it is malformed.
func readLogfmt(_ line: String) -> [(key: String, value: String)]? {
    var fields: [(key: String, value: String)] = []
    var rest = line.unicodeScalars[...]
    while let first = rest.first {
        if first == " " {
            rest.removeFirst()
            continue
        }
        let key = rest.prefix { $0 != "=" && $0.value > 0x20 && $0 != "\"" }
        rest = rest.dropFirst(key.count)
        guard !key.isEmpty, rest.popFirst() == "=" else { return nil }
        var value = String.UnicodeScalarView()
        if rest.first == "\"" {
            rest.removeFirst()
            while true {
                guard let scalar = rest.popFirst(), scalar.value >= 0x20 else { return nil }
                if scalar == "\"" { break }
                guard scalar == "\\" else {
                    value.append(scalar)
                    continue
                }
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "r": value.append("\r")
                case "t": value.append("\t")
                case "u":
                    guard let code = UInt32(String(rest.prefix(4)), radix: 16), let scalar = Unicode.Scalar(code) else {
                        return nil
                    }
                    value.append(scalar)
                    rest = rest.dropFirst(4)
                case let scalar? where scalar == "\"" || scalar == "\\": value.append(scalar)
                default: return nil
                }
            }
            guard rest.first == nil || rest.first == " " else { return nil }
        } else {
            let plain = rest.prefix { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
            value = String.UnicodeScalarView(plain)
            rest = rest.dropFirst(plain.count)
            guard rest.first == nil || rest.first == " " else { return nil }
        }
        fields.append((String(key), String(value)))
    }
    return fields
}
