/// What the readers of a configuration's parts share.
struct ReadingContext {
    let faults: FaultList
    /// The folder that relative paths are relative to; a whole path.
    let folder: String
    let environment: [String: String]
    /// Whether every user of the machine may read the configuration file.
    let isWorldReadable: Bool
}
