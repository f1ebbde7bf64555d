// Who is answered: the name by which a client calls us, and its user and password. Pure but for the comparison, which
// takes the same time whatever is wrong.
#pragma once

#include "core/secret.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// Whether a Host header may stand on a request to us: an address, `localhost` or one of `names` (in small letters),
// with or without a port. Another name is a page of the web that has pointed its name here (DNS rebinding).
bool is_own_host(std::string_view host, std::span<const std::string> names);

// One user's basic authentication.
class BasicAuthentication {
public:
    // Nobody is asked.
    BasicAuthentication() = default;
    BasicAuthentication(const std::string& user, const core::Secret& password);

    bool asks() const { return !expected_.empty(); }
    // `authorization`: the header's value; empty: there was none.
    bool lets_in(std::string_view authorization) const;

private:
    core::Secret expected_;  // a digest of what must stand behind "Basic "
};

}  // namespace ecdsnap::adapters
