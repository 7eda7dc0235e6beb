package okhttp3

class RequestBody

class ResponseBody

class MultipartBody {
    class Part
}
