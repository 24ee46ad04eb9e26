import NIOCore

/// An option that the simulator cannot use, or a failure to start.
package struct SimulatorError: Error, Hashable, CustomStringConvertible {
    /// The message: the failure, its object, the reason and the remedy.
    package let description: String

    /// Creates an error with the complete message.
    package init(_ description: String) { self.description = description }

    static func fault(_ text: String, _ reason: String) -> SimulatorError {
        SimulatorError(
            "cannot read the fault \"\(text)\": \(reason); give KIND[:PROBABILITY][:OPTIONS], for example 429:0.1:retry-after=30"
        )
    }

    static func address(_ text: String) -> SimulatorError {
        SimulatorError(
            "cannot listen on \"\(text)\": it is not ADDRESS:PORT; give for example 127.0.0.1:8180, [::1]:8180 or :8180"
        )
    }

    static func peak(_ meteringPoint: String, known: [String]) -> SimulatorError {
        SimulatorError(
            "no metering point \"\(meteringPoint)\" for the peak: give one from \(known.first ?? "") to \(known.last ?? "")"
        )
    }

    static func bind(_ text: String, _ reason: any Error) -> SimulatorError {
        SimulatorError(
            "cannot listen on \(text): \(words(reason)); choose another address or port with --listen; port 0 picks a free one"
        )
    }

    /// The system's message for an error, without the system call that NIO's own text adds.
    private static func words(_ reason: any Error) -> String {
        (reason as? IOError)?.errnoCode == CLibrary.addressInUse ? "the port is in use" : "\(reason)"
    }
}
