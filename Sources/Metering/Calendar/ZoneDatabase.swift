import Ground

/// The system's compiled IANA database: a file for each time zone.
struct ZoneDatabase {
    /// Its folder; the default is that of Linux and macOS.
    var path = "/usr/share/zoneinfo"

    /// The largest file has about 4 kB.
    private static let sizeLimit = 1 << 16

    var exists: Bool { SmallFile.exists(path) }

    /// Reads a zone's file; nil if there is none.
    func file(of name: String) -> [UInt8]? {
        guard Self.isName(name) else { return nil }
        return try? SmallFile("\(path)/\(name)", limit: Self.sizeLimit).bytes
    }

    /// Returns true if `text` has the form of a zone name, so that it cannot name a file outside the zone database.
    private static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        // Variants and links of the database.
        let reserved = ["posix", "right", "localtime", "posixrules"]
        return !reserved.contains { parts[0] == $0 }
            && parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-+".utf8.contains($0) }
            }
    }
}
