import Foundation
import TestSupport
import Testing

/// The place of the store, and its permissions.
@Suite(.timeLimit(.minutes(5))) struct StorePlaceTests {
    private static let range = ["--from", "2026-11-10", "--to", "2026-11-12"]
    private static let csv = ["export", "--format", "csv"] + range

    private static func lines(_ answer: Program.Answer) -> Int { answer.output.count { $0 == UInt8(ascii: "\n") } }

    /// Runs a test with a store filled by a fetch that has ended.
    private func withStore(_ body: (Site) async throws -> Void) async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z"]) { site in
            let fetch = try await Program(RunningProgram.exporter).run(["fetch"] + Self.range, in: site.folder)
            #expect(fetch.status == 0, "\(fetch.errors)")
            try await body(site)
        }
    }

    private func export(_ site: Site, after script: String) async throws -> Program.Answer {
        try await Program("unshare").run(Namespace.arguments(script, Self.csv), in: site.folder)
    }

    // MARK: Warnings

    @Test func aStoreMountedAsASingleFileIsAWarning() async throws {
        try await withStore { site in
            let mounted = try RunningProgram(
                "unshare",
                Namespace.arguments("mount --bind data/readings.sqlite data/readings.sqlite", Site.serve),
                in: site.folder)
            _ = try await mounted.line(
                with: "level=warn", "unsafe place", "is mounted by itself", "mount the whole folder")
            _ = try await mounted.url()
            try await mounted.end()
        }
    }

    @Test func aFolderOnADiskIsNotAWarning() async throws {
        try await withStore { site in
            let mounted = try RunningProgram(
                "unshare", Namespace.arguments("mount -t tmpfs tmpfs data", Site.serve), in: site.folder)
            _ = try await mounted.url()
            try await mounted.end()
            #expect(!mounted.errors.contains("unsafe place"), "\(mounted.errors)")
        }
    }

    // MARK: Readers

    @Test func aCopyOnAReadOnlyFileSystemIsExported() async throws {
        try await withStore { site in
            let whole = try await Program(RunningProgram.exporter).run(Self.csv, in: site.folder)
            #expect(Self.lines(whole) > 1_000)
            let readOnly = """
                rm -f data/readings.sqlite-wal data/readings.sqlite-shm data/readings.sqlite.lock
                mount --bind data data
                mount -o remount,bind,ro data
                """
            let copy = try await export(site, after: readOnly)
            #expect(copy.status == 0 && copy.text == whole.text, "\(copy.errors)")
        }
    }

    @Test func aCopyWithItsLogOnAReadOnlyFileSystemSaysWhatToDo() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            try await Site.polled(try await exporter.url())
            try await exporter.end(with: SIGKILL)
            let size = try FileManager.default.attributesOfItem(atPath: site.store.path + "-wal")[.size] as? Int
            #expect((size ?? 0) > 0)
            let readOnly = "rm data/readings.sqlite-shm\nmount --bind data data\nmount -o remount,bind,ro data"
            let copy = try await export(site, after: readOnly)
            #expect(copy.status == 1)
            #expect(copy.errors.contains("was copied with its log"), "\(copy.errors)")
        }
    }

    @Test func aFullDiskFailsTheBackupAndKeepsTheOldCopy() async throws {
        try await withStore { site in
            let script = """
                mkdir disk && mount -t tmpfs -o size=64k tmpfs disk && echo old > disk/old && set +e
                "$0" backup disk/copy.sqlite; echo "status $?"; ls disk; exit
                """
            let answer = try await Program("unshare").run(Namespace.arguments(script, []), in: site.folder)
            #expect(answer.text == "status 1\nold\n", "\(answer.text)")
            #expect(
                answer.errors.contains("disk/copy.sqlite cannot be written: the disk is full\""), "\(answer.errors)")
        }
    }

    /// A member of the service's group, who may make files in the folder: what SQLite makes would be theirs.
    @Test(.enabled(if: Namespace.isRoot, "only root can be somebody else"))
    func anExportLeavesNoFilesThatServeCannotOpen() async throws {
        try await withStore { site in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: site.folder.path + "/data")
            for path in [site.configuration.path, site.store.path] {
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            }
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: site.store.path + suffix) }
            let before = try site.storeFiles
            let answer = try await Program("runuser").run(
                ["-u", Namespace.stranger.name, "--", RunningProgram.exporter] + Self.csv, in: site.folder)
            #expect(answer.status == 0 && Self.lines(answer) > 1_000, "\(answer.errors)")
            #expect(try site.storeFiles == before)
        }
    }

    /// The index exists while a program has the store open, so it is not a copy, whatever the log looks like.
    @Test(.enabled(if: Namespace.isRoot, "only root can be somebody else"))
    func aReaderWithoutAccessToTheLogOfALiveStoreIsToldSo() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            try await Site.polled(try await exporter.url())
            for (path, mode) in [
                (site.folder.path + "/data", 0o755), (site.configuration.path, 0o644), (site.store.path, 0o644),
                (site.store.path + "-wal", 0o600), (site.store.path + "-shm", 0o600),
            ] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            }
            for command in [Self.csv, ["missing"] + Self.range, ["backup", "/dev/shm/\(UUID()).sqlite"]] {
                let answer = try await Program("runuser").run(
                    ["-u", Namespace.stranger.name, "--", RunningProgram.exporter] + command, in: site.folder)
                #expect(answer.status == 1, "\(command)")
                #expect(
                    answer.errors.contains("give your user the right to read the file and its log"), "\(answer.errors)")
                #expect(!answer.errors.contains("was copied"), "\(answer.errors)")
            }
            try await exporter.end()
        }
    }

    // MARK: Owners

    @Test(.enabled(if: Namespace.isRoot, "only root can give files away"))
    func filesThatRootCreatesBelongToTheOwnerOfTheFolder() async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z"]) { site in
            let folder = site.store.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            chown(folder.path, UInt32(Namespace.stranger.id), UInt32(Namespace.stranger.id))
            let fetch = try await Program(RunningProgram.exporter).run(["fetch"] + Self.range, in: site.folder)
            #expect(fetch.status == 0, "\(fetch.errors)")
            _ = try await Program(RunningProgram.exporter).run(
                Self.csv + ["--output", "data/out.csv"], in: site.folder)
            let capture = try await Program(RunningProgram.exporter).run(
                ["capture", "--output", "data/capture"], in: site.folder)
            #expect(capture.status == 0, "\(capture.errors)")
            let backup = try await Program(RunningProgram.exporter).run(
                ["backup", "data/copy.sqlite"], in: site.folder)
            #expect(backup.status == 0, "\(backup.errors)")
            try site.configure(numbers: "[\"100001\", \"100002\"]")
            let forget = try await Program(RunningProgram.exporter).run(
                ["forget", "--customer", "100003", "--yes"], in: site.folder)
            #expect(forget.status == 0, "\(forget.errors)")
            let exporter = try site.start()
            _ = try await exporter.url()
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(
                files.count > 9 && files.contains("copy.sqlite") && files.contains("readings.sqlite.sock")
                    && files.contains("capture/0001.body"))
            for file in files {
                let owner = try FileManager.default.attributesOfItem(atPath: folder.appending(path: file).path)
                #expect(owner[.ownerAccountID] as? Int == Namespace.stranger.id, "\(file)")
                #expect(owner[.groupOwnerAccountID] as? Int == Namespace.stranger.id, "\(file)")
            }
            try await exporter.end()
        }
    }
}
