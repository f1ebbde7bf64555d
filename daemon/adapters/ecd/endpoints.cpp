#include "adapters/ecd/endpoints.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

bool is_region(std::string_view region) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
    return region.size() >= 2 && region.size() <= 40 && is_letter(region.front()) && region.back() != '-' &&
           std::all_of(region.begin(), region.end(), is_allowed);
}

}  // namespace

core::Result<EcdEndpoint> ecd_endpoint(std::string_view region, const std::optional<std::string>& override_url) {
    if (!is_region(region)) {
        core::Error error;
        error.kind = core::ErrorClass::bad_request;
        error.message =
            fmt::format("'{}' is not the name of a region: 2–40 lower-case letters, digits and '-', like cn-hangzhou",
                        core::printable(region));
        return error;
    }
    EcdEndpoint endpoint;
    if (override_url) {
        endpoint.url = *override_url;
        const auto scheme_end = override_url->find("://");  // what a URL must look like, the transport says
        endpoint.host = scheme_end == std::string::npos ? *override_url : override_url->substr(scheme_end + 3);
        if (endpoint.host.ends_with('/')) endpoint.host.pop_back();
    } else {
        endpoint.host = fmt::format("ecd.{}.aliyuncs.com", region);
        endpoint.url = "https://" + endpoint.host;
    }
    return endpoint;
}

}  // namespace ecdsnap::adapters
