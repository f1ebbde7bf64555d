#include "adapters/ecd/ecd_cloud.hpp"

#include "adapters/ecd/answer_headers.hpp"
#include "adapters/ecd/call_error.hpp"
#include "adapters/ecd/ecd_call.hpp"
#include "adapters/ecd/signed_call.hpp"
#include "adapters/ecd/wire_format.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// 128 random bits as 32 hex digits. Nonces from time or short random numbers collide under concurrency.
std::string fresh_nonce() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    std::string nonce;
    for (const unsigned char byte : bytes) {
        nonce += digits[byte >> 4U];
        nonce += digits[byte & 0xFU];
    }
    return nonce;
}

// What an answer, whoever wrote it, must not bring into an error text.
std::vector<std::string> texts_to_hide(const ports::Credentials& credentials, const std::string& nonce,
                                       const std::string& signature) {
    std::vector<std::string> hidden{nonce, signature};  // the secret itself never leaves this process
    if (credentials.security_token) hidden.emplace_back(credentials.security_token->reveal());
    return hidden;
}

class EcdCloud final : public ports::Cloud {
public:
    EcdCloud(ports::HttpTransport& transport, ports::CredentialProvider& credentials, const ports::Clock& clock,
             core::SiteId site, std::string host)
        : transport_(transport),
          credentials_(credentials),
          clock_(clock),
          site_(std::move(site)),
          host_(std::move(host)) {}

    asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery query) override {
        return send(describe_desktops_call(site_, query), read_desktop_page);
    }
    asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery query) override {
        return send(describe_snapshots_call(site_, query), read_snapshot_page);
    }
    asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override {
        return send(describe_regions_call(site_), read_regions);
    }
    asio::awaitable<ports::Answer<std::string>> create_snapshot(ports::CreateSnapshotRequest request) override {
        return send(create_snapshot_call(site_, request), read_created_snapshot_id);
    }

private:
    template <class T>
    using ReadBody = core::Result<T> (*)(std::string_view);

    template <class T>
    asio::awaitable<ports::Answer<T>> send(EcdCall call, ReadBody<T> read_body) {
        core::Result<ports::Credentials> credentials = co_await credentials_.get();
        if (!credentials) co_return not_sent<T>(credentials.error(), call);

        const std::string nonce = fresh_nonce();
        SignedCall signed_call = sign_call(call, host_, *credentials, clock_.wall_now(), nonce);
        const auto hidden = texts_to_hide(*credentials, nonce, signed_call.signature);
        core::Result<ports::HttpAnswer> answer = co_await transport_.send(std::move(signed_call.request));
        if (!answer) co_return unanswered<T>(answer.error(), call, hidden);
        co_return interpret(*answer, call, read_body, hidden);
    }

    template <class T>
    static ports::Answer<T> interpret(const ports::HttpAnswer& answer, const EcdCall& call, ReadBody<T> read_body,
                                      const std::vector<std::string>& hidden) {
        const auto date = server_date(answer);
        if (answer.status != 200) return {presentable(error_of_answer(answer, call.kind), call.doing, hidden), date};
        core::Result<T> read = read_body(answer.body);
        if (!read) return {presentable(error_of_unreadable(answer, call.kind, read.error()), call.doing, hidden), date};
        return {std::move(read), date};
    }

    template <class T>
    static ports::Answer<T> not_sent(core::Error error, const EcdCall& call) {
        error.doing = call.doing;
        return {std::move(error), std::nullopt};
    }

    template <class T>
    static ports::Answer<T> unanswered(core::Error error, const EcdCall& call, const std::vector<std::string>& hidden) {
        return {presentable(error_of_transport(std::move(error), call.kind), call.doing, hidden), std::nullopt};
    }

    ports::HttpTransport& transport_;
    ports::CredentialProvider& credentials_;
    const ports::Clock& clock_;
    core::SiteId site_;
    std::string host_;
};

}  // namespace

std::unique_ptr<ports::Cloud> make_ecd_cloud(ports::HttpTransport& transport, ports::CredentialProvider& credentials,
                                             const ports::Clock& clock, core::SiteId site, std::string host) {
    return std::make_unique<EcdCloud>(transport, credentials, clock, std::move(site), std::move(host));
}

}  // namespace ecdsnap::adapters
