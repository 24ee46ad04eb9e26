import SystemPackage

/// The state of a file, which changes when the file is written or replaced.
struct FileStamp: Equatable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    /// The times of the last write and of the last change, in the system's form.
    private let times: [UInt8]

    /// Follows links, as reading the file would; nil if there is none.
    init?(_ path: String) {
        guard let status = try? Stat(path) else { return nil }
        device = UInt64(status.deviceID.rawValue)
        inode = UInt64(status.inode.rawValue)
        size = status.size
        times = withUnsafeBytes(of: status.st_mtim) { Array($0) } + withUnsafeBytes(of: status.st_ctim) { Array($0) }
    }

    /// The states of several files, in their order.
    static func all(_ paths: [String]) -> [FileStamp?] { paths.map { FileStamp($0) } }
}
