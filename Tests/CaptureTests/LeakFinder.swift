import Foundation

/// Looks for texts in a file in every form in which they could occur.
struct LeakFinder {
    let originals: [String]

    /// Returns the originals that some bytes reveal.
    func leaks(in bytes: some Sequence<UInt8>) -> Set<String> {
        let views = LeakFinder.views(of: Array(bytes))
        return Set(originals.filter { original in views.contains { $0.contains(original.lowercased()) } })
    }

    /// The text itself, the text without escapes of any depth, and its base64 and hexadecimal words decoded.
    private static func views(of bytes: [UInt8]) -> [String] {
        var text = String(decoding: bytes, as: UTF8.self)
        var views = [text]
        for _ in 0..<6 {
            text = unescaped(text)
            views.append(text)
        }
        for view in views {
            for match in view.matches(of: /[A-Za-z0-9+\/_=-]{6,}/) {
                for start in 0..<4 {
                    var word = match.0.dropFirst(start).replacing("-", with: "+").replacing("_", with: "/").filter {
                        $0 != "="
                    }
                    word += String(repeating: "=", count: (4 - word.count % 4) % 4)
                    if let data = Data(base64Encoded: String(word)) {
                        views.append(String(decoding: data, as: UTF8.self))
                    }
                }
            }
        }
        return views.map { $0.lowercased() }
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing(/\\u([0-9A-Fa-f]{4})/) { scalar($0.1, 16) }
            .replacing(/%([0-9A-Fa-f]{2})/) { scalar($0.1, 16) }
            .replacing(/&#([0-9]+);/) { scalar($0.1, 10) }
    }

    private static func scalar(_ digits: Substring, _ radix: Int) -> String {
        UInt32(digits, radix: radix).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
    }
}
