// 131x: where accounts' keys come from.
#include "core/events/event_groups.hpp"

namespace ecdsnap::core {

using enum EventLevel;

std::vector<EventType> credential_events() {
    const std::vector<std::string_view> fields{"account", "key",       "key_before", "source",
                                               "expires", "remaining", "detail",     "not_before"};
    return {
        {EventId::credentials_failed, warning, "credentials_failed",
         "A newer key of an account could not be read or fetched; the one in use stays, until it expires.",
         "The detail says where was looked and what failed. It is tried again by itself; `ecdsnap status` shows the "
         "key "
         "in use and when it expires.",
         fields},
        {EventId::credentials_expired, error, "credentials_expired",
         "An account has no key that is valid: none was found, or the last one has expired and no newer one could be "
         "fetched. Nothing can be sent for it.",
         "The detail says where was looked and what failed. Put a valid key there: a file is read again by itself, a "
         "key that systemd hands over (LoadCredentialEncrypted=) is taken up by `systemctl restart ecdsnapd`. Tasks "
         "wait until there is a key; those whose window ends before fail.",
         fields},
        {EventId::credentials_restored, info, "credentials_restored", "A key could be read or fetched again.", "",
         fields},
        {EventId::key_changed, info, "key_changed",
         "Where an account's key comes from there is another one now; it is used from now on.", "", fields},
        {EventId::key_refreshed, debug, "key_refreshed", "An account's temporary key was exchanged for the next one.",
         "", fields},
    };
}

}  // namespace ecdsnap::core
