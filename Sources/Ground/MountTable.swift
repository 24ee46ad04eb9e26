import SystemPackage

/// The file systems that the process sees, from `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
package struct MountTable: Sendable {
    /// A mounted file system.
    package struct Mount: Sendable, Equatable {
        /// The kernel's number for it.
        package let id: Int
        /// The path of the mount: a folder's, or a single file's.
        package let path: String
        /// The kernel's name of the type: `ext4`, `nfs4`, `fuse.sshfs`.
        package let type: String
    }

    private static let sizeLimit = 16 << 20
    private let mounts: [Int: Mount]

    /// Reads the table of this process; nil if the system has none.
    package static var current: MountTable? {
        guard let file = try? SmallFile("/proc/self/mountinfo", limit: sizeLimit) else { return nil }
        return MountTable(String(decoding: file.bytes, as: UTF8.self))
    }

    /// Reads a table from its text. Malformed lines are left out.
    package init(_ text: String) {
        var mounts: [Int: Mount] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            // Between the mount's options and the type there may be any number of fields, ended by a dash.
            guard fields.count > 5, let id = Int(fields[0]), let dash = fields[6...].firstIndex(of: "-"),
                dash + 1 < fields.endIndex
            else { continue }
            mounts[id] = Mount(id: id, path: Self.unescaped(fields[4]), type: String(fields[dash + 1]))
        }
        self.mounts = mounts
    }

    /// Returns the mount with a number.
    package func mount(_ id: Int) -> Mount? { mounts[id] }

    /// Returns the mount that contains a path; nil if the path cannot be opened.
    package func mount(of path: String) -> Mount? {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec]) else {
            return nil
        }
        defer { try? file.close() }
        // A path alone does not tell: a later mount may cover an earlier one.
        guard let about = try? SmallFile("/proc/self/fdinfo/\(file.rawValue)", limit: 65_536) else { return nil }
        let lines = String(decoding: about.bytes, as: UTF8.self).split(separator: "\n")
        let number = lines.first { $0.hasPrefix("mnt_id:") }?.split(separator: "\t").last
        return number.flatMap { Int($0) }.flatMap { mounts[$0] }
    }

    /// Decodes blanks, line breaks and backslashes, which are written as three octal digits.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let digits = String(rest.prefix(3)), let code = UInt8(digits, radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
