import Ground
import SystemPackage

extension ListenAddress {
    /// Reads the forms that look like URLs: `unix:///path?mode=0660` and `vsock://:port`.
    ///
    /// - Returns: nil for another form.
    /// - Throws: ``ListenError``.
    static func local(parsing text: String) throws(ListenError) -> ListenAddress? {
        if text.hasPrefix("unix:") { return try file(parsing: text) }
        if text.hasPrefix("vsock:") { return try vsock(parsing: text) }
        return nil
    }

    private static func file(parsing text: String) throws(ListenError) -> ListenAddress {
        let remedy = "write it like unix:///run/exporter.sock?mode=0660"
        guard text.hasPrefix("unix:///") else {
            throw ListenError(address: text, reason: "its path is not absolute", remedy: remedy)
        }
        let parts = text.dropFirst("unix://".count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts[0])
        guard path.utf8.last != UInt8(ascii: "/") else {
            throw ListenError(address: text, reason: "it names a folder", remedy: remedy)
        }
        guard parts.count == 2 else { return ListenAddress(host: .file(SocketFile(path))) }
        guard parts[1].hasPrefix("mode=") else {
            throw ListenError(
                address: text, reason: "\"\(parts[1])\" is not the file's mode, the only option", remedy: remedy)
        }
        let digits = parts[1].dropFirst("mode=".count)
        guard (3...4).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isASCIIDigit),
            let mode = UInt16(digits, radix: 8), mode <= 0o777
        else {
            throw ListenError(
                address: text, reason: "\"\(digits)\" is not a file's mode",
                remedy: "write octal digits, as in mode=0660")
        }
        return ListenAddress(host: .file(SocketFile(path, mode: FilePermissions(rawValue: CInterop.Mode(mode)))))
    }

    private static func vsock(parsing text: String) throws(ListenError) -> ListenAddress {
        guard text.hasPrefix("vsock://"), let colon = text.lastIndex(of: ":"),
            text[..<colon].utf8.count >= "vsock://".utf8.count
        else {
            throw ListenError(address: text, reason: "it names no port", remedy: "write it like vsock://:9877")
        }
        let host = text[..<colon].dropFirst("vsock://".count)
        let portText = text[text.index(after: colon)...]
        guard !portText.isEmpty, portText.utf8.allSatisfy(\.isASCIIDigit), let port = UInt32(portText), port > 0,
            port < UInt32.max
        else {
            throw ListenError(
                address: text, reason: "\"\(portText)\" is not a port of vsock",
                remedy: "write a number from 1 to \(UInt32.max - 1)")
        }
        if host.isEmpty { return ListenAddress(host: .vsock(nil), port: Int(port)) }
        guard host.utf8.allSatisfy(\.isASCIIDigit), let context = UInt32(host), context < UInt32.max else {
            throw ListenError(
                address: text, reason: "\"\(host)\" is not a context of vsock",
                remedy: "write a number, or none for all: vsock://:\(port)")
        }
        return ListenAddress(host: .vsock(context), port: Int(port))
    }
}
