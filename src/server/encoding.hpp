#pragma once

#include <string>
#include <string_view>

namespace dmp::server {

/// gzip (RFC 1952). level 1 to 9.
std::string gzip(std::string_view bytes, int level);

/// Whether Accept-Encoding allows gzip: named, or "*", with a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);

/// The weight that Accept gives a media type such as "text/csv": 1 where there is no Accept, 0 where nothing in it fits.
double weight_of(std::string_view accept, std::string_view media_type);

/// Whether If-None-Match or If-Match names the tag (with its quotes); "*" fits any. Weak tags compare as strong ones, and the suffix -gz of our own makes no difference.
bool names_tag(std::string_view header, std::string_view tag);

}  // namespace dmp::server
