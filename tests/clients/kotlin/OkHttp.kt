package okhttp3

class RequestBody

class MultipartBody {
    class Part
}
