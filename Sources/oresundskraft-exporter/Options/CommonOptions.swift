import ArgumentParser
import Configuration
import Exporter
import Foundation
import LineLog
import Logging

/// Options of every command that reads the configuration.
struct CommonOptions: ParsableArguments {
    @Option(name: .customLong("config.file"), help: ArgumentHelp("The configuration file.", valueName: "file"))
    var configFile = "oresundskraft.yml"

    @OptionGroup var logging: LoggingOptions
}

extension CommonOptions {
    /// Loads the configuration, and logs its faults.
    func load(_ log: Logger) throws -> Configuration {
        do {
            let (configuration, warnings) = try Configuration.load(
                path: configFile, environment: ProcessInfo.processInfo.environment)
            for warning in warnings { log.warning("configuration", metadata: ["warning": "\(warning)"]) }
            return configuration
        } catch {
            throw log.failure(error)
        }
    }
}

/// Options for the log, which goes to standard error.
struct LoggingOptions: ParsableArguments {
    @Option(name: .customLong("log.level"), help: "The lowest level to log: debug, info, warn or error.")
    var level = LogLevel.info

    @Option(name: .customLong("log.format"), help: "The format of log lines: logfmt or json.")
    var format = LogFormat.logfmt

    var logger: Logger { .lines(LineLogHandler(level: level, format: format)) }
}

extension LogLevel: ExpressibleByArgument {}
extension LogFormat: ExpressibleByArgument {}

extension Logger {
    /// Logs why the program cannot continue, one line for each fault, and returns the exit status.
    func failure(_ error: any Error) -> ExitCode {
        if let error = error as? ConfigurationError {
            for warning in error.warnings { self.warning("configuration", metadata: ["warning": "\(warning)"]) }
            for fault in error.faults { self.error("configuration", metadata: ["error": "\(fault)"]) }
        } else {
            self.error("cannot start", metadata: ["error": "\(error)"])
        }
        return .failure
    }
}
