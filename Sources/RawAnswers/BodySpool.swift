import Ground
import Synchronization
import SystemPackage

/// Bodies of answers that wait on the disk instead of in memory, in a file without a name: nobody else can open it, and
/// it disappears with the process, however that ends.
package final class BodySpool: Sendable {
    /// The place of a body.
    package struct Place: Sendable {
        fileprivate let offset: Int64
        /// Bytes of the body.
        package let count: Int
    }

    private let folder: String
    private let file: FileDescriptor
    private let end = Mutex<Int64>(0)

    /// Opens an empty spool on the disk of a folder.
    ///
    /// - Throws: ``AnswerFolder/Failure``
    init(in folder: String) throws(AnswerFolder.Failure) {
        self.folder = folder
        let path = "\(folder)/.bodies"
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
            try SystemCalls.remove(path)
        } catch {
            throw AnswerFolder.Failure(description: "cannot write to the folder \(folder): \(error)")
        }
    }

    deinit { try? file.close() }

    /// Adds a body.
    ///
    /// - Throws: ``AnswerFolder/Failure``, for example if the disk is full.
    package func append(_ body: [UInt8]) throws(AnswerFolder.Failure) -> Place {
        let offset = end.withLock { end in
            defer { end += Int64(body.count) }
            return end
        }
        do {
            _ = try file.writeAll(toAbsoluteOffset: offset, body)
        } catch {
            throw AnswerFolder.Failure(description: "cannot keep an answer in the folder \(folder): \(error)")
        }
        return Place(offset: offset, count: body.count)
    }

    /// Reads a body back.
    ///
    /// - Throws: ``AnswerFolder/Failure``
    package func body(at place: Place) throws(AnswerFolder.Failure) -> [UInt8] {
        do {
            var done = 0
            return try [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
                while done < place.count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[done...])
                    let read = try file.read(fromAbsoluteOffset: place.offset + Int64(done), into: rest)
                    guard read > 0 else { throw Errno.ioError }
                    done += read
                }
                count = done
            }
        } catch {
            throw AnswerFolder.Failure(description: "cannot read an answer back from the folder \(folder): \(error)")
        }
    }
}
