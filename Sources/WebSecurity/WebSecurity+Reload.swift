import Configuration
package import Exposition
import Ground
import Logging
import Synchronization

extension WebSecurity {
    /// The time between two checks of the files.
    package static let lookInterval = Duration.seconds(1)
    /// The time for which files must be unchanged before they are read: one that is being written is not complete yet.
    private static let settleTime = Duration.milliseconds(200)
    /// Checks between two attempts to read files with faults, because one of them may be a missing file.
    private static let looksBetweenFailures = 10

    /// Reads the files again whenever one of them changes, until the task is cancelled.
    package func followFiles() async {
        var looks = 0
        while (try? await Task.sleep(for: Self.lookInterval)) != nil {
            looks += 1
            let (known, hasFailed) = attempts.withLock { ($0.stamps, $0.failure != nil) }
            let stamps = FileStamp.all(files)
            guard stamps != known || (hasFailed && looks >= Self.looksBetweenFailures) else { continue }
            guard (try? await Task.sleep(for: Self.settleTime)) != nil else { return }
            guard FileStamp.all(files) == stamps else { continue }
            looks = 0
            _ = reload()
        }
    }

    /// Reads the files again. If they have faults, the previous settings stay in use. Blocks.
    ///
    /// - Returns: the reason that it failed; nil if it succeeded.
    package func reload() -> String? {
        turn.withLock { _ in
            let stamps = FileStamp.all(files)
            do throws(ConfigurationError) {
                for warning in try reread() { warn(warning) }
                attempts.withLock { $0 = Attempts(lastSuccess: now(), stamps: FileStamp.all(files)) }
                logger.info("web configuration reloaded")
                return nil
            } catch {
                let failure = "\(error)"
                let isNew = attempts.withLock { attempts in
                    defer {
                        attempts.failure = failure
                        attempts.stamps = stamps
                    }
                    return attempts.failure != failure
                }
                // It is tried again until the files are valid.
                logger.log(
                    level: isNew ? .error : .debug,
                    "web configuration not reloaded; the previous one stays in use", metadata: ["error": "\(failure)"])
                return failure
            }
        }
    }

    private func warn(_ warning: ConfigurationFault) {
        logger.warning("web configuration", metadata: ["warning": "\(warning)"])
    }

    /// The metrics about the file and the certificates.
    package var families: [MetricFamily] {
        let (isSuccessful, lastSuccess) = attempts.withLock { ($0.failure == nil, $0.lastSuccess) }
        let families: [MetricFamily] = [
            .gauge(
                "oresundskraft_web_config_last_reload_successful",
                "Whether the last attempt to read the web configuration succeeded.", isSuccessful ? 1 : 0),
            .gauge(
                "oresundskraft_web_config_last_reload_success_timestamp_seconds",
                "When the web configuration was last read with success.", lastSuccess.seconds),
        ]
        guard let certificatesEnd else { return families }
        return families + [
            .gauge(
                "oresundskraft_web_certificate_expiry_timestamp_seconds",
                "When the server's certificate expires, or the first of its chain to expire.",
                Double(certificatesEnd))
        ]
    }
}
