using System.Buffers.Text;
using System.Net;
using System.Text;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Uploads;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Allmine.Infrastructure.Media.S3;

/// <summary>
/// Keeps files as objects of one bucket, at Amazon's S3 or at a server that speaks its protocol. An object appears as a whole
/// when its upload is complete. A large file goes up in parts, each read from the disk as it is sent.
/// </summary>
internal sealed class S3MediaStore : IMediaStore, IStoreInitializer, IDisposable
{
    /// <summary>A file of up to this many bytes goes up in one request; the protocol wants parts of 5 MiB at least.</summary>
    public const int PartSize = 8 << 20;

    /// <summary>Of an object's metadata, which goes in headers: letters of ASCII, 2 kB of them at most.</summary>
    private const string NameField = "name";

    /// <summary>What requests to servers that know no regions are signed for.</summary>
    private const string AnyRegion = "us-east-1";

    /// <summary>How long a server may stay silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Likewise, when it has failed already.</summary>
    private static readonly TimeSpan LittlePatience = TimeSpan.FromSeconds(1);

    private readonly S3MediaOptions options;
    private readonly AmazonS3Client client;

    public S3MediaStore(S3MediaOptions options)
    {
        this.options = options;
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            // What is sent is signed with its SHA-256, which every server checks; not all of them know the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            // Of a whole request; a silent server is noticed much sooner.
            Timeout = TimeSpan.FromMinutes(5),
        };
        if (options.ServiceUrl is { } address)
        {
            config.ServiceURL = address;
            config.AuthenticationRegion = options.Region ?? AnyRegion;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        client = options.AccessKey is { } accessKey
            ? new AmazonS3Client(new BasicAWSCredentials(accessKey, options.SecretKey), config)
            : new AmazonS3Client(config);
    }

    /// <summary>Asks for the bucket.</summary>
    /// <exception cref="StoreSetupException">It is not there, or not for us.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(token => client.HeadBucketAsync(new HeadBucketRequest { BucketName = options.Bucket }, token), cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StoreSetupException(Explain(exception.InnerException), exception);
        }
    }

    public async Task PutAsync(string key, string path, string name, CancellationToken cancellationToken)
    {
        MediaKey.EnsureWellFormed(key);
        var size = DiskFaults.OnDisk(() => new FileInfo(path).Length);
        // Not every server can be asked to refuse a second object itself.
        if (await FindAsync(key, cancellationToken) is not null)
            throw new StoreUnavailableException(new IOException("The key is used already."));
        try
        {
            if (size <= PartSize)
                await PutWholeAsync(key, path, name, cancellationToken);
            else
                await PutPartsAsync(key, path, name, size, cancellationToken);
        }
        catch
        {
            // It may be there all the same: the answer alone may be missing.
            await DiscardAsync(token => client.DeleteObjectAsync(options.Bucket, key, token));
            throw;
        }
    }

    public async Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key) || await FindAsync(key, cancellationToken) is not { } found)
            return null;
        return new StoredMedia(new BlockStream(found.ContentLength, (offset, buffer, cancellation) => ReadAsync(key, offset, buffer, cancellation)), NameOf(found));
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (MediaKey.IsWellFormed(key))
            await CallAsync(token => client.DeleteObjectAsync(options.Bucket, key, token), cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private static bool IsNotFound(Exception? exception) => exception is AmazonServiceException { StatusCode: HttpStatusCode.NotFound };

    /// <summary>Makes a call. A server that stays silent for a while is one that isn't there.</summary>
    /// <exception cref="StoreUnavailableException">The call failed, for whatever reason.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or failed then.</exception>
    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new StallTimeout(Patience, cancellationToken);
        return await CallAsync(call, timeout, cancellationToken);
    }

    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, StallTimeout timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await call(timeout.Token);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            // Whoever has gone meanwhile hears that, and not how the library puts what came in its place.
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException(exception);
        }
    }

    private static string NameAsText(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    private static string? NameOf(GetObjectMetadataResponse found) =>
        found.Metadata[NameField] is { } text && Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;

    private static bool IsFault(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or TimeoutException
        || DiskFaults.IsFault(exception);

    private async Task<GetObjectMetadataResponse?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(token => client.GetObjectMetadataAsync(options.Bucket, key, token), cancellationToken);
        }
        catch (StoreUnavailableException exception) when (IsNotFound(exception.InnerException))
        {
            return null;
        }
    }

    private async Task PutWholeAsync(string key, string path, string name, CancellationToken cancellationToken)
    {
        using var timeout = new StallTimeout(Patience, cancellationToken);
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            FilePath = path,
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
        };
        request.Metadata[NameField] = NameAsText(name);
        request.StreamTransferProgress += (_, _) => timeout.Renew();
        await CallAsync(token => client.PutObjectAsync(request, token), timeout, cancellationToken);
    }

    private async Task PutPartsAsync(string key, string path, string name, long size, CancellationToken cancellationToken)
    {
        var initiation = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key };
        initiation.Metadata[NameField] = NameAsText(name);
        var upload = (await CallAsync(token => client.InitiateMultipartUploadAsync(initiation, token), cancellationToken)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var offset = 0L; offset < size; offset += PartSize)
                parts.Add(await PutPartAsync(key, path, upload, parts.Count + 1, offset, Math.Min(PartSize, size - offset), cancellationToken));
            var completion = new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload, PartETags = parts };
            await CallAsync(token => client.CompleteMultipartUploadAsync(completion, token), cancellationToken);
        }
        catch
        {
            // Parts of an upload that is never completed can't be read by anybody, but take up room.
            await DiscardAsync(token => client.AbortMultipartUploadAsync(options.Bucket, key, upload, token));
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(
        string key, string path, string upload, int number, long offset, long size, CancellationToken cancellationToken)
    {
        using var timeout = new StallTimeout(Patience, cancellationToken);
        var request = new UploadPartRequest
        {
            BucketName = options.Bucket,
            Key = key,
            UploadId = upload,
            PartNumber = number,
            FilePath = path,
            FilePosition = offset,
            PartSize = size,
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
        };
        request.StreamTransferProgress += (_, _) => timeout.Renew();
        return new PartETag(await CallAsync(token => client.UploadPartAsync(request, token), timeout, cancellationToken));
    }

    private async Task ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = key, ByteRange = new ByteRange(offset, offset + buffer.Length - 1) };
        await CallAsync(
            async token =>
            {
                using var response = await client.GetObjectAsync(request, token);
                await response.ResponseStream.ReadExactlyAsync(buffer, token);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Clears up after a failure, which is what counts; also when the caller has gone.</summary>
    private static async Task DiscardAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        try
        {
            using var timeout = new StallTimeout(LittlePatience, CancellationToken.None);
            await CallAsync(call, timeout, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
        }
    }

    /// <summary>For the operator: what is wrong with the bucket, and which setting it comes from.</summary>
    private string Explain(Exception? exception)
    {
        var server = options.ServiceUrl is { } address
            ? $"The S3 server at {address} (setting {S3MediaOptions.ServiceUrlSetting})"
            : $"S3 in region {options.Region} (setting {S3MediaOptions.RegionSetting})";
        return exception switch
        {
            AmazonServiceException { StatusCode: HttpStatusCode.NotFound } =>
                $"{server} has no bucket '{options.Bucket}' (setting {S3MediaOptions.BucketSetting}): create it first.",
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
                $"{server} refused access to bucket '{options.Bucket}': check {S3MediaOptions.AccessKeySetting} and {S3MediaOptions.SecretKeySetting}, and that the key may list the bucket.",
            AmazonServiceException { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest } =>
                $"{server} did not accept the request for bucket '{options.Bucket}': check that it is in the region of {S3MediaOptions.RegionSetting}.",
            AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and var status } =>
                $"{server} answered {(int)status} to the request for bucket '{options.Bucket}'.",
            AmazonClientException when options.AccessKey is null =>
                $"There is no access key for {server}: set {S3MediaOptions.AccessKeySetting} and {S3MediaOptions.SecretKeySetting}, or give the machine a role.",
            _ => $"{server} did not answer within {Patience.TotalSeconds:0} seconds: check that it runs and can be reached from here.",
        };
    }
}
