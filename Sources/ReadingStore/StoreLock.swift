#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Holds the right to write to a store, for as long as this value lives.
///
/// SQLite itself lets several processes write in turn; two exporters polling into one store would count each other's
/// readings as their own. So the writer holds `flock(2)` on a file beside the store. The kernel lets go of it when
/// the process ends, however it ends.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``StoreError/inUse(path:byProcess:)``, or ``StoreError/notWritable(path:reason:)``.
    init(storePath: String) throws(StoreError) {
        descriptor = open(storePath + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw StoreError.notWritable(path: storePath, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = StoreLock.holder(descriptor)
            close(descriptor)
            throw StoreError.inUse(path: storePath, byProcess: holder)
        }
        // Who holds it is for the error message of the next one only, so a failed write does no harm.
        let process = "\(getpid())\n"
        _ = ftruncate(descriptor, 0)
        _ = process.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    /// Lets another writer in; may be called again.
    func release() {
        _ = flock(descriptor, LOCK_UN)
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }
}
