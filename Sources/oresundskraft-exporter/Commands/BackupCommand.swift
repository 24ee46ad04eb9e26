import ArgumentParser
import Configuration
import Foundation
import Logging
import ReadingStore

/// `backup`: copies the store.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store, even while serve is running.",
        discussion: """
            The copy is consistent, and only its owner can read it. An earlier copy at the same path is replaced once the \
            new one is complete. To restore it, stop serve and put it where storage.path says; docs/operations.md \
            shows how.
            """)

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let log = common.logging.logger
        let configuration = try common.load(log)
        let backup = StoreBackup(of: configuration.storage.path, to: file)
        let signals = await SignalCleanup.run { backup.discard() }
        defer { signals.cancel() }
        do {
            let size = try backup.write()
            log.info("backed up", metadata: ["file": "\(file)", "bytes": .stringConvertible(size)])
        } catch {
            log.error("not backed up", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }
}
