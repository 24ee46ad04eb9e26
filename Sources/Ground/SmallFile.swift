package import SystemPackage

/// A small file, read as a whole: a configuration, a key, a certificate.
package struct SmallFile: Sendable {
    /// The bytes of the file.
    package let bytes: [UInt8]
    /// True if every user of the machine may read the file.
    package let isWorldReadable: Bool

    /// The reason that a file cannot be read, without its path.
    package enum Failure: Error, Sendable, Equatable {
        /// An error of the system.
        case system(Errno)
        case isFolder
        /// A pipe, a socket or a device.
        case isNotRegular
        /// The file holds more bytes than the limit.
        case tooLarge
        case pathHoldsNUL

        /// True if there is nothing at the path.
        package var isMissing: Bool { self == .system(.noSuchFileOrDirectory) }
    }

    /// Reads a regular file of at most `limit` bytes.
    ///
    /// The file is opened without waiting, so that a path that names a pipe is an error and not a hang.
    ///
    /// - Throws: ``Failure``
    package init(_ path: String, limit: Int) throws(Failure) {
        guard !path.utf8.contains(0) else { throw .pathHoldsNUL }
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            defer { try? file.close() }
            let status = try file.stat()
            if status.type == .directory { throw Failure.isFolder }
            guard status.type == .regular else { throw Failure.isNotRegular }
            isWorldReadable = status.permissions.contains(.otherRead)
            bytes = try Self.bytes(of: file, limit: limit)
        } catch {
            throw error as? Failure ?? .system(error as? Errno ?? .ioError)
        }
    }

    /// Returns true if something is at a path, readable or not.
    package static func exists(_ path: String) -> Bool {
        do {
            _ = try Stat(path)
            return true
        } catch {
            return error != .noSuchFileOrDirectory && error != .notDirectory
        }
    }

    /// Returns true if a path is a folder's.
    package static func isFolder(_ path: String) -> Bool {
        (try? Stat(path))?.type == .directory
    }

    private static func bytes(of file: FileDescriptor, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else { throw Failure.tooLarge }
        }
    }
}

extension SmallFile.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(.permissionDenied):
            "\(Errno.permissionDenied) (make it readable for the user that runs the exporter)"
        case .system(let code): "\(code)"
        case .isFolder: "it is a folder"
        case .isNotRegular: "it is not a regular file"
        case .tooLarge: "it is too large"
        case .pathHoldsNUL: "the path contains a NUL"
        }
    }
}
