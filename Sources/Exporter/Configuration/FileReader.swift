#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads small files whole: the configuration, keys, certificates.
enum FileReader {
    struct File {
        let bytes: [UInt8]
        /// Whether every user of the machine may read it.
        let isWorldReadable: Bool
    }

    /// Why a file could not be read, without its path.
    struct Failure: Error {
        let reason: String
    }

    /// The content of a regular file of at most `limit` bytes.
    ///
    /// It is opened without waiting, so that a path that names a pipe is an error and not a hang.
    static func read(_ path: String, limit: Int) throws(Failure) -> File {
        guard !path.utf8.contains(0) else { throw Failure(reason: "the path holds a NUL") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Failure(reason: "it is a folder")
        default: throw Failure(reason: "it is not a regular file")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = chunk.withUnsafeMutableBytes { Self.readOnce(descriptor, $0) }
            if count == 0 { break }
            guard count > 0 else { throw failure(errno) }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else {
                throw Failure(reason: "it is larger than \(SizeText.format(limit))")
            }
        }
        return File(bytes: bytes, isWorldReadable: status.st_mode & S_IROTH != 0)
    }

    /// Whether something is at that path, readable or not.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// Whether that path is a folder's.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The folder that the process works in; nil where it was removed.
    static func workingFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return nil }
        return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }

    private static func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    private static func failure(_ code: Int32) -> Failure {
        let text = String(cString: strerror(code))
        guard code == EACCES else { return Failure(reason: text) }
        return Failure(reason: "\(text) (make it readable for the user that runs the exporter)")
    }
}

/// `read(2)`; within ``FileReader`` its name is taken.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
