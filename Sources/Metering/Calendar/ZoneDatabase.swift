#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The system's compiled IANA database: a file for each time zone.
struct ZoneDatabase {
    /// Its folder; the default is where Linux and macOS have it.
    var path = "/usr/share/zoneinfo"

    var exists: Bool { access(path, F_OK) == 0 }

    /// The content of a zone's file, nil where there is none.
    func file(of name: String) -> [UInt8]? {
        guard Self.isName(name), let file = fopen("\(path)/\(name)", "re") else { return nil }
        defer { fclose(file) }
        // The largest has some 4 kB.
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// Whether a text could be the name of a zone, and of no file beside those of zones.
    private static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        // Variants and links of the database.
        let reserved = ["posix", "right", "localtime", "posixrules"]
        return !reserved.contains { parts[0] == $0 }
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.allSatisfy(isInNames) }
    }

    private static func isInNames(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "+": true
        default: false
        }
    }
}
