import Ground
import SystemPackage

/// Reads small text files of Linux's `/proc` with plain system calls: they never wait for a disk.
enum ProcFile {
    /// Returns the file's first `limit` bytes, or nil if it cannot be read.
    static func read(_ path: String, limit: Int = 16 * 1024) -> String? {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
        defer { try? file.close() }
        return withUnsafeTemporaryAllocation(byteCount: limit, alignment: 16) { buffer -> String? in
            var count = 0
            while count < buffer.count {
                let part = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                guard let got = try? file.read(into: part) else { return nil }
                if got == 0 { break }
                count += got
            }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// Returns the number after `key` at the beginning of a line.
    static func value(of key: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") where line.hasPrefix(key + " ") {
            return Double(line.dropFirst(key.count + 1))
        }
        return nil
    }

    /// Returns the number of open file descriptors; nil if `/proc` cannot be read.
    static func openDescriptors() -> Double? {
        // Since Linux 6.2 the folder's size is the count, so thousands of connections need not be listed.
        if let size = (try? Stat("/proc/self/fd"))?.size, size > 0 { return Double(size) }
        return walkedDescriptors()
    }

    /// Returns the same for older kernels, without the descriptor that is opened for counting.
    static func walkedDescriptors() -> Double? {
        // `.`, `..` and the folder itself.
        SystemCalls.countEntries(of: "/proc/self/fd").flatMap { $0 >= 3 ? Double($0 - 3) : nil }
    }
}
