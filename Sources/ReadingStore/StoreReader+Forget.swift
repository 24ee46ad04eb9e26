package import Metering

extension StoreReader {
    /// Finds what a selection means, while another process may be writing.
    package func find(_ selection: ForgetSelection, _ scope: CustomerScope) throws(StoreError) -> ForgettableData {
        try read { try CustomerRepository.find(selection, scope, $0) }
    }
}
