/// A method of the API that is polled. The raw value is the label `endpoint`.
package enum PolledEndpoint: String, Sendable, CaseIterable {
    case timeSeries = "timeseries"
    case invoiced
}
