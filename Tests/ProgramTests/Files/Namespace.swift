import Foundation
import TestSupport

/// The exporter in its own mount namespace, after a shell script has mounted the test's files there.
enum Namespace {
    static let isRoot = geteuid() == 0

    /// A user who is neither root nor the owner of a test's files.
    static let stranger: (name: String, id: Int) = ("nobody", 65_534)

    /// The command line, for ``RunningProgram`` and ``Program``: `unshare` first.
    static func arguments(_ script: String, _ arguments: [String]) -> [String] {
        let kind = isRoot ? "--mount" : "--map-root-user"
        return [kind, "--mount", "--propagation", "private", "sh", "-ec", script + "\nexec \"$0\" \"$@\""]
            + [RunningProgram.exporter] + arguments
    }
}

extension Site {
    static let serve = ["serve", "--web.listen-address", "127.0.0.1:0"]

    /// The names in the store's folder.
    var storeFiles: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: store.deletingLastPathComponent().path).sorted()
        }
    }
}
