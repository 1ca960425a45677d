#include "rig.hpp"

namespace dhcp::test {

LEASE_STORE_CONTRACT(FileRig)
LEASE_STORE_CONTRACT(SyncedFileRig)

}  // namespace dhcp::test
