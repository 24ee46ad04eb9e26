package import Configuration
package import Ground
package import HTTPServer
package import WebSecurity

extension ExporterService {
    /// Settings from the command line, beside the configuration file.
    package struct Options: Sendable {
        package var web: Web
        /// Reads the configuration again; nil if there is no file to read.
        package var reload: (@Sendable () throws(ConfigurationError) -> Configuration)?
        /// The time between two checks of the configuration's files for changes; zero for none.
        package var reloadInterval = Duration.zero
        package var build: BuildInfo
        package var now: @Sendable () -> Timestamp
        /// From 0 up to 1.
        package var random: @Sendable () -> Double

        /// Creates settings; tests inject the clock and the randomness.
        package init(
            web: Web, reload: (@Sendable () throws(ConfigurationError) -> Configuration)? = nil,
            build: BuildInfo = BuildInfo(), now: @escaping @Sendable () -> Timestamp = WallClock.now,
            random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
        ) {
            self.web = web
            self.reload = reload
            self.build = build
            self.now = now
            self.random = random
        }
    }

    /// Addresses and limits of the web server.
    package struct Web: Sendable {
        package var addresses: [ListenAddress]
        package var telemetryPath = "/metrics"
        /// The prefix of all paths.
        package var prefix = RoutePrefix.none
        /// The most scrapes at a time; 0 for no limit.
        package var maxRequests = 40
        /// True if a scrape includes metrics of the process and of the web server.
        package var showsExporterMetrics = true
        /// The address that also serves `/-/healthy` and `/-/ready`, in plain HTTP and to everyone; nil for none.
        package var healthAddress: ListenAddress?
        /// True if POST requests to `/-/reload` are served.
        package var isLifecycleEnabled = false
        /// Encryption, users and the other settings of the web configuration file; nil if there is none.
        package var security: WebSecurity?

        /// Creates settings with the given addresses, and defaults for the rest.
        package init(addresses: [ListenAddress]) {
            self.addresses = addresses
        }
    }
}
