import ArgumentParser
import Exporter

/// The program: one subcommand for each file in `Commands/`.
struct ExporterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oresundskraft-exporter",
        abstract: "Öresundskraft's meter readings for Prometheus.",
        discussion: """
            Polls the API "Energidata genom API", keeps the readings, and serves them on /metrics.
            Without a subcommand it runs serve; `oresundskraft-exporter demo` needs no account.
            """,
        version: BuildInfo().line,
        subcommands: [
            ServeCommand.self, CheckConfigCommand.self, FetchCommand.self, ExportCommand.self, ResendCommand.self,
            MissingCommand.self, BackupCommand.self, ForgetCommand.self, CaptureCommand.self, SimulateCommand.self,
            DemoCommand.self, VersionCommand.self,
            HealthcheckCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Returns the command of a name; nil if there is none.
    static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first { $0._commandName == name }
    }
}
