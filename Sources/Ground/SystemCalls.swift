package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Calls of the C library that swift-system lacks. Failures throw the `Errno`.
package enum SystemCalls {
    static func realTime() -> (seconds: Int64, nanoseconds: Int64) {
        var time = timespec()
        // Fails only for a clock that does not exist, and this one always does.
        clock_gettime(CLOCK_REALTIME, &time)
        return (Int64(time.tv_sec), Int64(time.tv_nsec))
    }

    /// Returns the value of an environment variable; nil if it is unset or empty.
    package static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The number of this process.
    package static var processID: Int32 { getpid() }

    /// The working folder of the process; nil if it was removed.
    package static var workingFolder: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Processor time of this process so far, in user and system mode, in seconds.
    package static var processorSeconds: Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Ticks per second in which `/proc` counts processor time.
    package static var clockTicksPerSecond: Int { sysconf(Int32(_SC_CLK_TCK)) }

    /// Bytes of a page of memory.
    package static var pageSize: Int { sysconf(Int32(_SC_PAGESIZE)) }

    /// Counts the entries of a folder, `.` and `..` included; nil if it cannot be read.
    package static func countEntries(of folder: String) -> Int? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return count
    }

    private static func check(_ result: Int32) throws(Errno) {
        guard result == 0 else { throw Errno(rawValue: errno) }
    }
}

// MARK: Limits of the process

extension SystemCalls {
    /// Resources that the system limits for each process (setrlimit(2)).
    package enum Resource: Sendable {
        case openFiles
        case addressSpace

        #if canImport(Glibc)
            fileprivate var code: __rlimit_resource_t {
                __rlimit_resource_t((self == .openFiles ? RLIMIT_NOFILE : RLIMIT_AS).rawValue)
            }
        #else
            fileprivate var code: Int32 { self == .openFiles ? RLIMIT_NOFILE : RLIMIT_AS }
        #endif
    }

    /// Returns the soft limit and the hard limit up to which it may be raised; "unlimited" is 2^64 - 1. Nil if there is
    /// none.
    package static func limit(of resource: Resource) -> (soft: UInt64, hard: UInt64)? {
        var limit = rlimit()
        guard getrlimit(resource.code, &limit) == 0 else { return nil }
        return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
    }

    /// Sets the soft limit, as far as the system allows.
    package static func setLimit(of resource: Resource, soft: UInt64, hard: UInt64) {
        var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
        _ = setrlimit(resource.code, &limit)
    }
}

// MARK: Files

extension SystemCalls {
    /// Creates one folder; the one above it must exist.
    package static func makeFolder(_ path: String, permissions: FilePermissions) throws(Errno) {
        try check(mkdir(path, mode_t(permissions.rawValue)))
        giveToOwnerOfFolder(path)
    }

    /// Returns the folder part of a path.
    package static func folder(of path: String) -> String {
        let folder = FilePath(path).removingLastComponent()
        return folder.isEmpty ? "." : folder.string
    }

    /// Gives a file that root has just created the owner and the group of its folder, because a service that runs as
    /// another user could not use it otherwise.
    ///
    /// Only a file that belongs to root alone is given away: the owner of the folder may have put a link to a foreign
    /// file in its place.
    package static func giveToOwnerOfFolder(_ path: String) {
        guard geteuid() == 0, let made = try? Stat(FilePath(path), followTargetSymlink: false),
            made.userID.rawValue == 0, made.type == .directory || made.linkCount == 1,
            let folder = try? Stat(Self.folder(of: path))
        else { return }
        // If that is not allowed (a user namespace, a network share), the file stays root's.
        _ = lchown(path, folder.userID.rawValue, folder.groupID.rawValue)
    }

    /// Renames a file, replacing one with the new name (rename(2)).
    package static func rename(_ path: String, to newPath: String) throws(Errno) {
        #if canImport(Glibc)
            try check(Glibc.rename(path, newPath))
        #elseif canImport(Musl)
            try check(Musl.rename(path, newPath))
        #else
            try check(Darwin.rename(path, newPath))
        #endif
    }

    /// Removes a file's name (unlink(2)).
    package static func remove(_ path: String) throws(Errno) {
        try check(unlink(path))
    }

    /// Removes a folder that is empty.
    package static func removeFolder(_ path: String) throws(Errno) {
        try check(rmdir(path))
    }

    /// Sets the permissions of a file (chmod(2)).
    package static func setPermissions(of path: String, _ permissions: FilePermissions) throws(Errno) {
        try check(chmod(path, mode_t(permissions.rawValue)))
    }

    /// Returns the path without links, `.` and `..`; nil if it leads nowhere.
    package static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Returns the bytes that an ordinary user may still write to the file system of a path; nil if that is unknown.
    package static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}

extension FileDescriptor {
    /// Takes the exclusive lock of `flock(2)` without waiting. The kernel releases it when the process ends.
    ///
    /// - Throws: `Errno.wouldBlock` if another process has it.
    package func lockExclusively() throws(Errno) {
        while flock(rawValue, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }

    /// Takes a lock of `fcntl(2)` on the file's first byte and releases it at once, to see if the file system has such
    /// locks: SQLite uses them.
    ///
    /// - Throws: `Errno`, unless another process has the lock, which shows that there are locks.
    package func tryRecordLock() throws(Errno) {
        var lock = flock()
        lock.l_whence = Int16(SEEK_SET)
        lock.l_len = 1
        lock.l_type = Int16(F_WRLCK)
        while fcntl(rawValue, F_SETLK, &lock) != 0 {
            let code = errno
            if code == EAGAIN || code == EACCES { return }
            guard code == EINTR else { throw Errno(rawValue: code) }
        }
        lock.l_type = Int16(F_UNLCK)
        _ = fcntl(rawValue, F_SETLK, &lock)
    }

    /// Opens a file for reading and writing, and creates it if there is none; a file created by root gets the owner of
    /// the folder.
    ///
    /// - Parameter followsLinks: false to refuse a link at the path.
    package static func openOrMake(
        _ path: String, permissions: FilePermissions, followsLinks: Bool = true
    ) throws(Errno) -> FileDescriptor {
        do {
            do {
                let file = try open(
                    path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: permissions)
                SystemCalls.giveToOwnerOfFolder(path)
                return file
            } catch Errno.fileExists {
                let options: OpenOptions = [.create, .closeOnExec]
                return try open(
                    path, .readWrite, options: followsLinks ? options : options.union(.noFollow),
                    permissions: permissions)
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Releases the lock.
    package func unlock() {
        _ = flock(rawValue, LOCK_UN)
    }

    /// Waits until written data is on the disk (fsync(2)).
    package func synchronize() throws(Errno) {
        while fsync(rawValue) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }

    /// Writes all bytes, and waits if a pipe that was set non-blocking is full.
    ///
    /// - Parameter patience: the longest wait for a full pipe to accept more; nil waits forever.
    /// - Throws: `Errno`; `Errno.wouldBlock` once the patience is over.
    package func writeAll(_ bytes: UnsafeRawBufferPointer, patience: Duration?) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            do {
                rest = rest.dropFirst(try write(part))
            } catch Errno.wouldBlock {
                var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                let limit = patience.map { Int32(clamping: $0.milliseconds) } ?? -1
                guard poll(&request, 1, limit) != 0 else { throw .wouldBlock }
            } catch {
                throw error as? Errno ?? .ioError
            }
        }
    }

    /// True if the descriptor is a terminal.
    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The width of the terminal in columns; nil if it is none.
    package var columns: Int? {
        // A `struct winsize`: rows, columns, and both in pixels. Newer headers of glibc (2.41) put the type itself into
        // another module.
        var size: [UInt16] = [0, 0, 0, 0]
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size[1] > 0 else { return nil }
        return Int(size[1])
    }
}
