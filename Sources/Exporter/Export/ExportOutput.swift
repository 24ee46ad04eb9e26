import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where an export goes: standard output, or a file that appears only when it is whole.
///
/// The file is written under another name beside its place, and takes its name at the end. A device or a pipe that has the
/// name already is written to as it is.
package final class ExportOutput: Sendable {
    private enum State {
        case open
        case finished
        case discarded
    }

    /// What it is called in messages.
    let name: String
    private let descriptor: Int32
    /// Nil where nothing has to be renamed.
    private let temporary: (path: String, final: String)?
    private let state = Mutex(State.open)

    /// Standard output.
    package init() {
        name = "standard output"
        descriptor = STDOUT_FILENO
        temporary = nil
    }

    /// - Parameters:
    ///   - path: of the file.
    ///   - protected: files that it must not replace.
    package init(path: String, protected: [String] = []) throws(ExportError) {
        name = path
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw ExportError.notWritable(path: path, reason: "it is a folder")
            }
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            temporary = nil
        } else {
            if exists, protected.contains(where: { ExportOutput.isSameFile($0, status) }) {
                throw ExportError.ownFile(path: path)
            }
            // A link stays a link: what it points to is replaced.
            let place = exists ? ExportOutput.resolved(path) : path
            let slash = place.lastIndex(of: "/")
            let folder = slash.map { place[...$0] } ?? ""
            let file = slash.map { place[place.index(after: $0)...] } ?? place[...]
            let hidden = "\(folder).\(file).\(getpid()).part"
            // It says what customers consume, as the store does.
            descriptor = open(hidden, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
            temporary = (hidden, place)
        }
        guard descriptor >= 0 else {
            throw ExportError.notWritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        discard()
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    /// Writes all of some bytes; blocks its thread.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = systemWrite(descriptor, part.baseAddress, part.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                // A pipe that someone else has set non-blocking: wait until it takes more.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            } else if errno != EINTR {
                throw failure(errno)
            }
        }
    }

    /// Gives the file its name.
    func finish() throws(ExportError) {
        guard let temporary else {
            state.withLock { $0 = .finished }
            return
        }
        // Otherwise the name could outlive a loss of power that the content does not.
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw failure(errno) }
        }
        let error = state.withLock { state -> Int32? in
            guard state == .open else { return nil }
            guard rename(temporary.path, temporary.final) == 0 else { return errno }
            state = .finished
            return nil
        }
        if let error { throw failure(error) }
    }

    /// Removes what was written, unless it was finished; may be called on any thread.
    package func discard() {
        state.withLock { state in
            guard state == .open else { return }
            state = .discarded
            if let temporary { unlink(temporary.path) }
        }
    }

    private func failure(_ code: Int32) -> ExportError {
        switch code {
        case EPIPE: .pipeClosed
        case ENOSPC, EDQUOT: .diskFull(path: name)
        default: .notWritable(path: name, reason: String(cString: strerror(code)))
        }
    }

    private static func isSameFile(_ path: String, _ other: stat) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_dev == other.st_dev && status.st_ino == other.st_ino
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

/// `write(2)`; within the output its name is taken.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
