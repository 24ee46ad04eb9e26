#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reads the small text files of Linux' `/proc`, with plain system calls: they never wait for a disk.
enum ProcFile {
    /// The file's first `limit` bytes, or nil where it cannot be read.
    static func read(_ path: String, limit: Int = 16 * 1024) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: limit, alignment: 16) { buffer -> String? in
            var count = 0
            while count < buffer.count {
                let part = buffer[count...]
                let got = systemRead(file, UnsafeMutableRawBufferPointer(rebasing: part).baseAddress, part.count)
                if got < 0 && errno == EINTR { continue }
                guard got >= 0 else { return nil }
                if got == 0 { break }
                count += got
            }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// The number after `key` at the beginning of a line.
    static func value(of key: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") where line.hasPrefix(key + " ") {
            return Double(line.dropFirst(key.count + 1))
        }
        return nil
    }

    /// How many file descriptors are open.
    static func openDescriptors() -> Double? {
        // Since Linux 6.2 the folder's size is the count, so that thousands of connections need not be walked through.
        var status = stat()
        if stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Double(status.st_size) }
        return walkedDescriptors()
    }

    /// The same for older kernels; the descriptor that it opens to count is not among them.
    static func walkedDescriptors() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var entries = 0
        while readdir(folder) != nil { entries += 1 }
        // `.`, `..` and the folder itself.
        return entries >= 3 ? Double(entries - 3) : nil
    }

    // `read` alone would mean the function above.
    private static func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.read(file, buffer, count)
        #else
            Glibc.read(file, buffer, count)
        #endif
    }
}
