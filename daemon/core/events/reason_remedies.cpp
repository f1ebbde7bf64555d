#include "core/events/reason_remedies.hpp"

namespace ecdsnap::core {
namespace {

constexpr std::string_view way_to_the_service =
    "`ecdsnap doctor` tries name, connection, TLS and service one by one and names the first that fails. Work goes on "
    "by "
    "itself afterwards.";

}  // namespace

std::string_view remedy_for(ErrorClass reason) {
    switch (reason) {
        case ErrorClass::credentials:
            return "Give the account a key that is valid (`credentials` in the configuration; in RAM it may be "
                   "disabled). A file that is replaced is read at once; a key that systemd hands over is encrypted "
                   "anew (`systemd-creds encrypt`) and taken up by `systemctl restart ecdsnapd`. `sudo ecdsnap "
                   "doctor` shows which key is used and from where.";
        case ErrorClass::permission:
            return "Give the key's RAM user or role the rights that `ecdsnap ram-policy` prints, in this region too; "
                   "`ecdsnap doctor` shows which action is refused. Work goes on by itself afterwards.";
        case ErrorClass::quota:
            return "Delete snapshots that are no longer needed, or have the quota raised (Quota Center). What waits "
                   "goes on "
                   "by itself while its window lasts.";
        case ErrorClass::clock_skew:
            return "Mend this machine's clock: `timedatectl` shows whether it is synchronised. Work goes on by itself "
                   "afterwards.";
        case ErrorClass::throttled:
            return "See what else calls with this account, and have its limit raised if that is normal; "
                   "`limits.share` leaves others their part.";
        case ErrorClass::bad_request:
            return "The cloud will not accept these calls as they are: the code says what it refuses. See the desktop "
                   "in the "
                   "console; if all is right there, report the code and the request id.";
        case ErrorClass::temporary:
        case ErrorClass::ambiguous: return way_to_the_service;
        case ErrorClass::busy:
        case ErrorClass::name_taken:
        case ErrorClass::not_ready:
        case ErrorClass::stale_key:
        case ErrorClass::gone:
        case ErrorClass::local: return {};
    }
    return {};
}

std::string_view remedy_for(std::string_view reason) {
    for (int kind = 0; kind <= static_cast<int>(ErrorClass::local); ++kind)
        if (reason == text(static_cast<ErrorClass>(kind))) return remedy_for(static_cast<ErrorClass>(kind));
    return {};
}

}  // namespace ecdsnap::core
