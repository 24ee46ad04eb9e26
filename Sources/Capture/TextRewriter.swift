import Ground
import RawAnswers

/// Replaces private parts of single texts: values of JSON, links, headers.
struct TextRewriter {
    private struct CacheKey: Hashable {
        var role: FieldRole
        var isJSON: Bool
        var bytes: ArraySlice<UInt8>
    }

    /// The ids alone, and the ids with names and texts, which messages may contain too.
    private let identifiers: KnownTexts
    private let everything: KnownTexts
    private let secrets: KnownTexts
    private let scale: Double?
    private var pseudonyms: Pseudonyms
    private var cache: [CacheKey: [UInt8]] = [:]

    init(_ collected: CollectedTexts, scale: Double?, generator: any RandomNumberGenerator) {
        identifiers = KnownTexts(collected.identifiers)
        everything = KnownTexts(collected.identifiers.union(collected.texts))
        secrets = KnownTexts(collected.secrets)
        self.scale = scale
        pseudonyms = Pseudonyms(avoiding: everything, generator: generator)
    }

    /// Rewrites a text by its role.
    mutating func rewritten(_ bytes: ArraySlice<UInt8>, as role: FieldRole, isJSON: Bool) -> [UInt8] {
        // Times differ from row to row, and hardly any has to be changed.
        if role == .time || role == .value { return rewrite(bytes, role, isJSON) }
        let key = CacheKey(role: role, isJSON: isJSON, bytes: bytes)
        if let known = cache[key] { return known }
        let result = rewrite(bytes, role, isJSON)
        cache[key] = result
        return result
    }

    mutating func rewritten(_ text: String, as role: FieldRole) -> String {
        String(decoding: rewritten(Array(text.utf8)[...], as: role, isJSON: false), as: UTF8.self)
    }

    private mutating func rewrite(_ bytes: ArraySlice<UInt8>, _ role: FieldRole, _ isJSON: Bool) -> [UInt8] {
        let units = TextUnit.units(of: bytes, isJSON: isJSON)
        if role == .link { return link(units) }
        return bytesOf(TextUnit.decoded(units), role)
    }

    private mutating func bytesOf(_ units: [TextUnit], _ role: FieldRole) -> [UInt8] {
        let original = units.map { $0.scalar ?? "\u{FFFD}" }
        var text = original
        switch role {
        case .identifier: replace(text.startIndex..<text.endIndex, of: &text)
        case .free: replaceFree(&text)
        case .code: replaceCode(&text)
        case .gatewayHeader: for range in identifiers.ranges(in: text) { replace(range, of: &text) }
        case .time: if !TextForm.isTime(text), !text.trimmed.isEmpty { replaceFree(&text) }
        case .value: return value(units, text)
        case .message, .link: replaceMessage(&text)
        }
        hideSecrets(of: original, in: &text)
        return zip(units, zip(original, text)).flatMap { $1.0 == $1.1 ? $0.bytes : $0.replaced(by: $1.1) }
    }

    // MARK: Parts of texts

    private mutating func replace(_ range: Range<Int>, of text: inout [Unicode.Scalar]) {
        text.replaceSubrange(range, with: pseudonyms.text(for: Array(text[range])))
    }

    /// Replaces a whole text, with ids replaced as everywhere.
    private mutating func replaceFree(_ text: inout [Unicode.Scalar]) {
        let found = identifiers.ranges(in: text)
        let original = text
        replace(0..<text.count, of: &text)
        for range in found { text.replaceSubrange(range, with: pseudonyms.text(for: Array(original[range]))) }
    }

    /// Replaces ids in a code, and numbers long enough to be ids that were not met elsewhere.
    private mutating func replaceCode(_ text: inout [Unicode.Scalar]) {
        let original = text
        let found = identifiers.ranges(in: text)
        for range in found { replace(range, of: &text) }
        guard !TextForm.isTime(original) else { return }
        let hidden = words(original, with: "+/=_-").filter { hidesText(original[$0]) }
        for range in hidden + TextForm.digitRuns(original, atLeast: 6)
        where !found.contains(where: { $0.overlaps(range) }) {
            replace(range, of: &text)
        }
    }

    /// Replaces known texts, long numbers, addresses, and words that mix letters and digits as tokens do.
    private mutating func replaceMessage(_ text: inout [Unicode.Scalar]) {
        let original = text
        var done = everything.ranges(in: text)
        for range in done { replace(range, of: &text) }
        for word in suspects(original) where !done.contains(where: { $0.overlaps(word) }) {
            replace(word, of: &text)
            done.append(word)
        }
        for range in TextForm.digitRuns(original, atLeast: 5) where !done.contains(where: { $0.overlaps(range) }) {
            replace(range, of: &text)
        }
    }

    /// Finds the words of a message that may identify somebody.
    private func suspects(_ text: [Unicode.Scalar]) -> [Range<Int>] {
        words(text, with: "_-@.").filter { isToken(text[$0]) }
            + words(text, with: "+/=_-").filter { hidesText(text[$0]) }
    }

    private func words(_ text: [Unicode.Scalar], with signs: String) -> [Range<Int>] {
        TextForm.runs(text) { $0.kind != .other || signs.unicodeScalars.contains($0) }
    }

    private func isToken(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        if word.contains("@") { return true }
        let digits = word.count { $0.kind == .digit }
        return digits >= 5 && word.contains { $0.kind != .digit && $0.kind != .other }
            && !TextForm.isTime(Array(word.prefix(10)))
    }

    /// Returns true if a word is an id in base64 or hexadecimal.
    private func hidesText(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        guard word.count >= 6 else { return false }
        return [TextForm.base64(word), TextForm.hexadecimal(word)].contains { bytes in
            guard let bytes else { return false }
            let text = TextUnit.decoded(TextUnit.units(of: bytes, isJSON: false)).map { $0.scalar ?? "\u{FFFD}" }
            return everything.isFound(in: text) || secrets.isFound(in: text)
        }
    }

    /// Replaces keys by `x`, wherever a gateway has echoed one.
    private func hideSecrets(of original: [Unicode.Scalar], in text: inout [Unicode.Scalar]) {
        for range in secrets.ranges(in: original) {
            for index in range { text[index] = original[index].kind == .digit ? "0" : "x" }
        }
    }

    // MARK: Quantities

    private mutating func value(_ units: [TextUnit], _ text: [Unicode.Scalar]) -> [UInt8] {
        var changed = text
        guard TextForm.isQuantity(text) else {
            replaceFree(&changed)
            return zip(units, zip(text, changed)).flatMap { $1.0 == $1.1 ? $0.bytes : $0.replaced(by: $1.1) }
        }
        if let scale, let scaled = ScaledNumber.text(text, times: scale) { return Array(scaled.utf8) }
        return units.flatMap(\.bytes)
    }

    /// Rewrites a number of JSON.
    mutating func rewritten(number bytes: ArraySlice<UInt8>, as role: FieldRole) -> [UInt8] {
        let text = bytes.map { Unicode.Scalar($0) }
        switch role {
        case .value: return rewrite(bytes, .value, false)
        case .identifier, .free:
            // The exponent and short numbers are no ids.
            let mantissa = bytes.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
            let sign = mantissa.prefix { $0 == UInt8(ascii: "-") }
            guard role == .identifier || mantissa.count(where: \.isASCIIDigit) > 3 else {
                return identifiers.isFound(in: text) ? rewritten(bytes, as: .code, isJSON: false) : Array(bytes)
            }
            return sign + rewritten(mantissa.dropFirst(sign.count), as: .identifier, isJSON: false)
                + bytes.dropFirst(mantissa.count)
        case .time: return Array(bytes)
        case .code, .gatewayHeader, .message, .link: return rewritten(bytes, as: .code, isJSON: false)
        }
    }
}

// MARK: Links

extension TextRewriter {
    /// Rewrites a `next` or another address part by part; a text that is none counts as one of unknown meaning.
    fileprivate mutating func link(_ units: [TextUnit]) -> [UInt8] {
        let text = units.map { $0.scalar ?? "\u{FFFD}" }
        let trimmed = String(String.UnicodeScalarView(text.trimmed)).lowercased()
        if ["", "null", "false", "true", "-1"].contains(trimmed) { return units.flatMap(\.bytes) }
        if trimmed.count < 10, trimmed.allSatisfy(\.isNumber) { return bytesOf(units, .code) }
        let decoded = TextUnit.decoded(units)
        guard let question = units.firstIndex(where: { $0.scalar == "?" }) else {
            if text.contains("/"), !text.contains("=") { return front(units[...]) }
            return isQuery(text) ? query(units[...]) : bytesOf(decoded, .free)
        }
        return front(units[..<question]) + units[question].bytes + query(units[(question + 1)...])
    }

    private func isQuery(_ text: [Unicode.Scalar]) -> Bool {
        let name = String(String.UnicodeScalarView(text.prefix { $0 != "=" })).lowercased()
        return FieldRole.parameters[name] != nil
    }

    /// Rewrites the part before the query: user and password are removed, and hosts reveal hardly anything.
    private mutating func front(_ units: ArraySlice<TextUnit>) -> [UInt8] {
        var path = units
        var result: [UInt8] = []
        if let slash = units.firstIndex(where: { $0.scalar == "/" }), units[slash...].dropFirst().first?.scalar == "/" {
            result = units[..<(slash + 2)].flatMap(\.bytes)
            var authority = units[(slash + 2)...].prefix { $0.scalar != "/" }
            path = units[authority.endIndex...]
            if let at = authority.lastIndex(where: { $0.scalar == "@" }) {
                result += bytesOf(TextUnit.decoded(Array(authority[..<at])), .free)
                authority = authority[at...]
            }
            result += bytesOf(TextUnit.decoded(Array(authority)), .code)
        }
        for part in path.split(omittingEmptySubsequences: false, whereSeparator: { $0.scalar == "/" }) {
            if part.startIndex > path.startIndex { result += path[part.startIndex - 1].bytes }
            result += bytesOf(TextUnit.decoded(Array(part)), .message)
        }
        return result
    }

    private mutating func query(_ units: ArraySlice<TextUnit>) -> [UInt8] {
        let parts = units.split(omittingEmptySubsequences: false) {
            $0.scalar == "&" || $0.scalar == "#" || $0.scalar == ";"
        }
        var result: [UInt8] = []
        for part in parts {
            if part.startIndex > units.startIndex { result += units[part.startIndex - 1].bytes }
            result += parameter(part)
        }
        return result
    }

    private mutating func parameter(_ units: ArraySlice<TextUnit>) -> [UInt8] {
        let equal = units.firstIndex { $0.scalar == "=" }
        let nameUnits = TextUnit.decoded(Array(units[..<(equal ?? units.endIndex)]))
        let name = String(String.UnicodeScalarView(nameUnits.compactMap(\.scalar))).lowercased()
        guard let equal else { return bytesOf(nameUnits, .free) }
        let role = FieldRole.parameters[name]
        var result = role == nil ? bytesOf(nameUnits, .message) : nameUnits.flatMap(\.bytes)
        result += units[equal].bytes
        let values = TextUnit.decoded(Array(units[(equal + 1)...]))
        guard role == .identifier else { return result + bytesOf(values, role ?? .free) }
        // A list in one parameter has its commas, plain or encoded.
        var rest = values[...]
        while !rest.isEmpty {
            let value = rest.prefix { $0.scalar != "," }
            result += bytesOf(Array(value), .identifier)
            rest = rest.dropFirst(value.count)
            if let comma = rest.popFirst() { result += comma.bytes }
        }
        return result
    }
}
