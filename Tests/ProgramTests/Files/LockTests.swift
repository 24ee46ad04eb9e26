import Foundation
import TestSupport
import Testing

/// The lock that keeps a second writer out, on file systems without locks.
@Suite(.timeLimit(.minutes(5))) struct LockTests {
    private func start(_ site: Site, _ injection: String...) throws -> RunningProgram {
        // Detached from what it watches, so that signals reach the exporter.
        let strace = ["-D", "-f", "-qq", "-o", "/dev/null", "-P", site.store.path + ".lock"]
        return try RunningProgram(
            "strace", strace + injection.flatMap { ["-e", $0] } + [RunningProgram.exporter] + Site.serve,
            in: site.folder)
    }

    @Test(arguments: [
        ("flock", "ENOLCK", 37), ("flock", "ENOSYS", 38), ("flock", "EIO", 5), ("fcntl", "ENOLCK", 37),
        ("fcntl", "EOPNOTSUPP", 95),
    ])
    func aFileSystemWithoutLocksIsNamed(call: String, code: String, number: Int) async throws {
        try await Site.with { site in
            let exporter = try start(site, "trace=\(call)", "inject=\(call):error=\(code)")
            #expect(try await exporter.status() == 1)
            for part in [
                site.store.path + ".lock", "errno \(number)", "its file system has no locks", "local disk",
                "storage.path",
            ] {
                #expect(exporter.errors.contains(part), "\(part): \(exporter.errors)")
            }
            #expect(!exporter.errors.contains("in use"), "\(exporter.errors)")
        }
    }

    /// As on shares of virtual machines, which cannot map files into memory that processes share.
    @Test func aFileSystemWithoutSharedMemoryIsNamed() async throws {
        try await Site.with { site in
            try FileManager.default.createDirectory(
                at: site.store.deletingLastPathComponent(), withIntermediateDirectories: true)
            let exporter = try RunningProgram(
                "strace",
                [
                    "-D", "-f", "-qq", "-o", "/dev/null", "-P", site.store.path + "-shm", "-e", "trace=mmap", "-e",
                    "inject=mmap:error=ENODEV", RunningProgram.exporter,
                ] + Site.serve, in: site.folder)
            #expect(try await exporter.status() == 1)
            for part in [site.store.path, "lacks locks or shared memory", "local disk"] {
                #expect(exporter.errors.contains(part), "\(part): \(exporter.errors)")
            }
        }
    }

    @Test(arguments: ["flock", "fcntl"]) func anInterruptedCallIsMadeAgain(call: String) async throws {
        try await Site.with { site in
            let exporter = try start(site, "trace=\(call)", "inject=\(call):error=EINTR:when=1..3")
            _ = try await exporter.url()
            #expect(try await exporter.end() == 0)
        }
    }
}
