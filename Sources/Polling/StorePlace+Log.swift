package import Logging
package import ReadingStore

extension StorePlace {
    /// Logs warnings about the place of a store before it is opened, since they may explain why that fails.
    package static func report(_ path: String, _ log: Logger) {
        for warning in warnings(path: path) {
            log.warning("unsafe place for the store", metadata: ["warning": "\(warning)"])
        }
    }
}
