#include "emulator/request/request_signature.hpp"

#include "emulator/request/digest.hpp"

namespace ecdsnap::emulator {

std::string canonical_request(const SignedRequest& request) {
    std::string lines, names;
    for (const auto& [name, value] : request.headers) {
        lines += name + ':' + value + '\n';
        names += (names.empty() ? "" : ";") + name;
    }
    std::string text;
    text.append(request.method).append(1, '\n');
    text.append(request.path).append(1, '\n');
    text.append(request.query).append(1, '\n');
    text.append(lines).append(1, '\n');
    text.append(names).append(1, '\n');
    text.append(request.payload_hash);
    return text;
}

std::string string_to_sign_v3(std::string_view canonical_request) {
    return "ACS3-HMAC-SHA256\n" + sha256_hex(canonical_request);
}

std::string signature_v3(std::string_view secret, std::string_view string_to_sign) {
    return hmac_sha256_hex(secret, string_to_sign);
}

std::string string_to_sign_v2(std::string_view method, const Parameters& parameters) {
    return std::string(method) + "&%2F&" + percent_encode(canonical_query(parameters));
}

std::string signature_v2(std::string_view secret, std::string_view string_to_sign) {
    return hmac_sha1_base64(std::string(secret) + '&', string_to_sign);
}

}  // namespace ecdsnap::emulator
