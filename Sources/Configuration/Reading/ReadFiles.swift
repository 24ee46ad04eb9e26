import Ground

/// Collects the files that a configuration is read from, with their content at that time, to see when one of them
/// changes.
final class ReadFiles {
    private(set) var fingerprints: [String: FileFingerprint] = [:]

    /// Records a file before it is read, even a missing one. A change in between then counts as a change.
    func insert(_ path: String) {
        fingerprints[path] = FileFingerprint(path)
    }
}
