import Foundation

/// Tells whether a time zone is known, from the system's own database where it is there: Foundation's costs megabytes
/// of ICU.
enum TimeZoneName {
    /// Where Linux and macOS keep the compiled IANA database.
    static let database = "/usr/share/zoneinfo"

    static func isKnown(_ name: String, database: String = database) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isWellFormed = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-+".utf8.contains($0) }
        }
        // Variants and links of the database that are no names of zones.
        let reserved = ["posix", "right", "localtime", "posixrules"]
        guard isWellFormed, !reserved.contains(where: { parts[0] == $0 }) else { return false }
        guard FileReader.exists(database) else { return TimeZone(identifier: name) != nil }
        guard let file = try? FileReader.read("\(database)/\(name)", limit: 1 << 20) else { return false }
        return file.bytes.starts(with: "TZif".utf8)
    }
}
