import Ground

/// Collects the files that a configuration is read from, as they were then: what is read again when one of them changes.
final class ReadFiles {
    private(set) var fingerprints: [String: FileFingerprint] = [:]

    /// Looks at a file that is read next, also where there is none. What changes in between shows as a change.
    func insert(_ path: String) {
        fingerprints[path] = FileFingerprint(path)
    }
}
