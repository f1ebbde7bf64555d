#include "adapters/notify/transfer.hpp"

#include "adapters/notify/secret_words.hpp"
#include "adapters/notify/service_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ecdsnap::adapters {
namespace {

constexpr long connect_seconds = 10;
constexpr long whole_seconds = 30;
constexpr std::size_t most_answer = 4096;

bool is_loopback(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return false;
    const auto host = url.substr(scheme + 3);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"})
        if (host.starts_with(name) && (host.size() == name.size() || host.find_first_of(":/?#") == name.size()))
            return true;
    return false;
}

}  // namespace

TransferRoute transfer_route(const core::Environment& environment) {
    TransferRoute route;
    route.no_proxy = environment.get("no_proxy");
    if (route.no_proxy.empty()) route.no_proxy = environment.get("NO_PROXY");
    if (route.no_proxy != "*")
        route.no_proxy += (route.no_proxy.empty() ? "" : ",") + std::string("localhost,127.0.0.1,::1");
    route.ca_file = environment.get("SSL_CERT_FILE");
    route.ca_path = environment.get("SSL_CERT_DIR");
    return route;
}

void prepare_curl() {
    static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (prepared != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

Transfer::Transfer(core::ChannelType type, ServiceRequest request, const TransferRoute& route)
    : type_(type), request_(std::move(request)), easy_(curl_easy_init()) {
    if (!easy_) throw std::runtime_error("libcurl has no memory");
    set(CURLOPT_URL, std::string(request_.url.reveal()).c_str());
    set_limits(route);
    if (request_.mail)
        set_mail(*request_.mail);
    else
        set_http();
}

template <class T>
void Transfer::set(CURLoption option, T value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK)
        throw std::runtime_error("libcurl does not know an option");
}

void Transfer::set_limits(const TransferRoute& route) {
    const bool loopback = is_loopback(request_.url.reveal());
    set(CURLOPT_PROTOCOLS_STR, request_.mail ? "smtp,smtps" : loopback ? "http,https" : "https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // the end does not wait for a slow name server
    set(CURLOPT_CONNECTTIMEOUT, connect_seconds);
    set(CURLOPT_TIMEOUT, whole_seconds);
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_NOPROXY, route.no_proxy.c_str());
    if (!route.ca_file.empty()) set(CURLOPT_CAINFO, route.ca_file.c_str());
    if (!route.ca_path.empty()) set(CURLOPT_CAPATH, route.ca_path.c_str());
    set(CURLOPT_WRITEFUNCTION, &Transfer::keep);
    set(CURLOPT_WRITEDATA, this);
}

void Transfer::set_http() {
    set(CURLOPT_USERAGENT, "ecdsnapd");
    if (request_.content_type.empty()) return;
    headers_ = list_of({"Content-Type: " + request_.content_type, "Expect:"});
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.data());
}

void Transfer::set_mail(const Mail& mail) {
    // A password and the names of desktops do not go over a network in the clear.
    set(CURLOPT_USE_SSL,
        is_loopback(request_.url.reveal()) ? static_cast<long>(CURLUSESSL_TRY) : static_cast<long>(CURLUSESSL_ALL));
    set(CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
    std::vector<std::string> recipients;
    for (const std::string& to : mail.to)
        recipients.push_back("<" + to + ">");
    recipients_ = list_of(recipients);
    set(CURLOPT_MAIL_RCPT, recipients_.get());
    if (!mail.user.empty()) {
        set(CURLOPT_USERNAME, mail.user.c_str());
        set(CURLOPT_PASSWORD, std::string(request_.secret.reveal()).c_str());
    }
    headers_ = list_of(mail.headers);
    set(CURLOPT_HTTPHEADER, headers_.get());
    mime_.reset(curl_mime_init(easy_.get()));
    curl_mimepart* part = curl_mime_addpart(mime_.get());
    if (curl_mime_data(part, mail.text.data(), mail.text.size()) != CURLE_OK ||
        curl_mime_type(part, "text/plain; charset=utf-8") != CURLE_OK || curl_mime_encoder(part, "base64") != CURLE_OK)
        throw std::runtime_error("libcurl cannot make a mail");
    set(CURLOPT_MIMEPOST, mime_.get());
}

Transfer::List Transfer::list_of(const std::vector<std::string>& lines) {
    List list;
    for (const std::string& line : lines) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::runtime_error("libcurl has no memory");
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

std::size_t Transfer::keep(char* data, std::size_t size, std::size_t count, void* transfer) {
    std::string& answer = static_cast<Transfer*>(transfer)->answer_;
    answer.append(data, std::min(size * count, most_answer - answer.size()));
    return size * count;
}

core::DeliveryEnd Transfer::end(CURLcode code) const {
    core::DeliveryEnd end = judged(code);
    auto words = secret_words_of(request_.url.reveal());
    if (!request_.secret.empty()) words.emplace_back(request_.secret.reveal());
    end.said = concealed(end.said, words);
    return end;
}

core::DeliveryEnd Transfer::judged(CURLcode code) const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    core::DeliveryEnd end;
    if (code == CURLE_OK && !request_.mail) {
        end = judge_http(type_, status, answer_);
        curl_off_t seconds = 0;
        if (curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
            end.retry_after = std::chrono::seconds{seconds};
        return end;
    }
    end.said = code == CURLE_OK ? fmt::format("the mail server took it ({})", status)
                                : std::string(error_[0] != '\0' ? error_.data() : curl_easy_strerror(code));
    const bool refused = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
                         code == CURLE_LOGIN_DENIED || (request_.mail && status >= 500);
    end.result = code == CURLE_OK ? core::DeliveryResult::delivered
                 : refused        ? core::DeliveryResult::refused
                                  : core::DeliveryResult::again;
    return end;
}

}  // namespace ecdsnap::adapters
